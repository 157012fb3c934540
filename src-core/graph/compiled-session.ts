import { nodeBackend } from '../runtime/raw-op';
import { CompiledProgram } from './compiled-program';
import type { Feed, Outputs, Program, Session, Variables } from './program';
import type { Specs } from './trace-program';

/** A tensor that the native binding keeps under an id, with the variable's shape. */
interface Stored {
  readonly id: number;
  readonly shape: readonly number[];
}

/**
 * Runs each program as one call of a graph that was compiled for the shapes of its feeds, when they first came. The
 * variables are native tensors that this session owns: a program's new values take the place of the old ones.
 */
export class CompiledSession implements Session {
  private readonly variables = new Map<string, Stored>();
  private readonly programs: { program: Program; shapes: string; compiled: CompiledProgram }[] = [];

  constructor(variables: Variables) {
    for (const [name, { shape, initial }] of Object.entries(variables)) {
      this.variables.set(name, { id: create({ values: initial, shape }), shape });
    }
  }

  run(program: Program, feeds: Record<string, Feed | number>): Outputs {
    const full = Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, toFeed(feed)]));
    const compiled = this.compile(program, full);
    const fed = compiled.feeds.map((name) => create(full[name] ?? unknown(name)));
    try {
      const results = compiled.run([...compiled.reads.map((name) => this.variable(name).id), ...fed]);
      const outputs: Outputs = {};
      for (const [i, name] of [...compiled.writes, ...compiled.outputs].entries()) {
        const id = results[i] ?? unknown(name);
        if (i < compiled.writes.length) this.replace(name, id);
        else outputs[name] = take(id);
      }
      return outputs;
    } finally {
      for (const id of fed) nodeBackend().binding.deleteTensor(id);
    }
  }

  read(variable: string): Float32Array {
    return Float32Array.from(nodeBackend().binding.tensorDataSync(this.variable(variable).id));
  }

  write(variable: string, values: Float32Array): void {
    this.replace(variable, create({ values, shape: this.variable(variable).shape }));
  }

  dispose(): void {
    for (const { compiled } of this.programs) compiled.dispose();
    for (const { id } of this.variables.values()) nodeBackend().binding.deleteTensor(id);
    this.programs.length = 0;
    this.variables.clear();
  }

  private compile(program: Program, feeds: Readonly<Record<string, Feed>>): CompiledProgram {
    const shapes = JSON.stringify(Object.entries(feeds).map(([name, { shape }]) => [name, shape]));
    const known = this.programs.find((each) => each.program === program && each.shapes === shapes);
    if (known) return known.compiled;
    const variables: Specs = Object.fromEntries(
      [...this.variables].map(([name, { shape }]) => [name, { shape, type: 'float32' as const }]),
    );
    const specs: Specs = Object.fromEntries(
      Object.entries(feeds).map(([name, { values, shape }]) => [
        name,
        { shape, type: values instanceof Int32Array ? ('int32' as const) : ('float32' as const) },
      ]),
    );
    const compiled = new CompiledProgram(program, variables, specs);
    this.programs.push({ program, shapes, compiled });
    return compiled;
  }

  private variable(name: string): Stored {
    return this.variables.get(name) ?? unknown(name);
  }

  private replace(name: string, id: number): void {
    const { id: old, shape } = this.variable(name);
    nodeBackend().binding.deleteTensor(old);
    this.variables.set(name, { id, shape });
  }
}

function toFeed(feed: Feed | number): Feed {
  return typeof feed === 'number' ? { values: Float32Array.of(feed), shape: [] } : feed;
}

/** Copies numbers to the device. */
function create({ values, shape }: Feed): number {
  const { binding } = nodeBackend();
  const type = values instanceof Int32Array ? binding.TF_INT32 : binding.TF_FLOAT;
  return binding.createTensor([...shape], type, values);
}

/** Reads a native tensor and frees it. */
function take(id: number): Float32Array {
  const { binding } = nodeBackend();
  const values = Float32Array.from(binding.tensorDataSync(id));
  binding.deleteTensor(id);
  return values;
}

function unknown(name: string): never {
  throw new Error(`The program knows no ${name}.`);
}
