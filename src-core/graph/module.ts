import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { nodeBackend } from '../runtime/raw-op';
import { type Endpoint, Graph, type GraphNode, specOf } from './graph';
import type { Feed, Outputs, Program } from './program';
import { endpointName, savedModel, type VariableSpecs } from './saved-model';
import { type Specs, type TracedProgram, traceProgram } from './trace-program';

/** A program together with the shapes that it is compiled for. */
export interface Signature {
  readonly program: Program;
  readonly feeds: Specs;
}

interface CompiledProgram {
  readonly traced: TracedProgram;
  /** Runs after all writes. */
  readonly done: Endpoint;
  /** Variables whose values the program needs. */
  readonly needs: readonly string[];
}

/** Programs compiled together: one graph in one native session, which holds their variables. */
export class Module {
  private readonly programs: readonly CompiledProgram[];
  private readonly session: number;
  private readonly writers: Readonly<Record<string, CompiledProgram>>;

  /** Traces all programs and hands the graph to TensorFlow. */
  constructor(
    readonly signatures: readonly Signature[],
    private readonly variables: VariableSpecs,
  ) {
    const graph = new Graph();
    const specs: Specs = { ...variables };
    this.programs = signatures.map(({ program, feeds }, index) => {
      const traced = traceProgram(graph, `program${index}`, program, specs, feeds);
      return finish(graph, traced);
    });
    this.writers = Object.fromEntries(
      Object.entries(variables).map(([name, spec]) => {
        const write: Program = (_, feeds) => ({ state: { [name]: feeds['values'] ?? fail() }, outputs: {} });
        return [name, finish(graph, traceProgram(graph, `write/${name}`, write, {}, { values: spec }))];
      }),
    );
    this.session = load(savedModel(reachable(graph, [...this.programs, ...Object.values(this.writers)]), variables));
  }

  /** Variables that program `index` reads, and those that it changes. */
  touches(index: number): { readonly reads: readonly string[]; readonly writes: readonly string[] } {
    const program = this.program(index);
    return { reads: program.needs, writes: Object.keys(program.traced.writes) };
  }

  /** Runs program `index`. */
  run(index: number, feeds: Readonly<Record<string, Feed>>): Outputs {
    const program = this.program(index);
    const names = Object.keys(program.traced.outputs);
    const fetches = [...names.map((name) => program.traced.outputs[name] ?? fail()), program.done];
    const values = this.execute(program, feeds, fetches);
    return Object.fromEntries(names.map((name, i) => [name, values[i] ?? fail()]));
  }

  /** A variable's values. */
  read(variable: string): Float32Array {
    const read = this.programs.map(({ traced }) => traced.reads[variable]).find((endpoint) => endpoint !== undefined);
    if (read === undefined) throw new Error(`No program of this module reads ${variable}.`);
    const [values] = this.execute(undefined, {}, [read]);
    return values ?? fail();
  }

  /** Sets a variable's values. */
  write(variable: string, values: Float32Array): void {
    const writer = this.writers[variable] ?? fail();
    this.execute(writer, { values: { values, shape: this.variables[variable]?.shape ?? [] } }, [writer.done]);
  }

  dispose(): void {
    nodeBackend().binding.deleteSavedModel(this.session);
  }

  private program(index: number): CompiledProgram {
    return this.programs[index] ?? fail();
  }

  private execute(
    program: CompiledProgram | undefined,
    feeds: Readonly<Record<string, Feed>>,
    fetches: readonly Endpoint[],
  ): Float32Array[] {
    const { binding } = nodeBackend();
    const names = Object.keys(program?.traced.feeds ?? {});
    const inputs = names.map((name) => {
      const feed = feeds[name];
      if (feed === undefined) throw new Error(`The program was given no ${name}.`);
      const type = feed.values instanceof Int32Array ? binding.TF_INT32 : binding.TF_FLOAT;
      return binding.createTensor([...feed.shape], type, feed.values);
    });
    const inputNames = names.map((name) => endpointName(program?.traced.feeds[name] ?? fail()));
    try {
      const results = binding.runSavedModel(
        this.session,
        inputs,
        inputNames.join(','),
        fetches.map(endpointName).join(','),
      );
      return results.map(({ id }) => {
        const values = Float32Array.from(binding.tensorDataSync(id));
        binding.deleteTensor(id);
        return values;
      });
    } finally {
      for (const id of inputs) binding.deleteTensor(id);
    }
  }
}

/** Adds the assignments that a program ends with. */
function finish(graph: Graph, traced: TracedProgram): CompiledProgram {
  const assignments = Object.entries(traced.writes).map(([name, value]) => {
    const read = traced.reads[name]?.node;
    return graph.addEffect(
      'AssignVariableOp',
      [
        { name: 'label', kind: 'string', value: name },
        { name: 'dtype', kind: 'type', value: specOf(value).type },
      ],
      [value],
      // Who reads the variable in this program gets its old value.
      read ? [read] : [],
      [],
    );
  });
  const zero = graph.constant({ shape: [], type: 'float32', value: new Float32Array(1) });
  const type = { name: 'T', kind: 'type', value: 'float32' } as const;
  const done = graph.addEffect('Identity', [type], [zero], assignments, [{ shape: [], type: 'float32' }]);
  const used = new Set(ancestors([...assignments, ...Object.values(traced.outputs).map(({ node }) => node)]));
  const needs = Object.keys(traced.reads).filter((name) => {
    const node = traced.reads[name]?.node;
    return node !== undefined && used.has(node) && isInput(node, used);
  });
  return { traced, done: { node: done, output: 0 }, needs };
}

/** Whether some used node takes the node as an input, rather than only waiting for it. */
function isInput(node: GraphNode, used: ReadonlySet<GraphNode>): boolean {
  for (const user of used) if (user.inputs.some((input) => input.node === node)) return true;
  return false;
}

function reachable(graph: Graph, programs: readonly CompiledProgram[]): GraphNode[] {
  const roots = programs.flatMap(({ traced, done }) => [
    done.node,
    ...[traced.outputs, traced.feeds, traced.reads].flatMap((ends) => Object.values(ends).map(({ node }) => node)),
  ]);
  const used = new Set(ancestors(roots));
  return graph.nodes.filter((node) => used.has(node));
}

function ancestors(roots: readonly GraphNode[]): Set<GraphNode> {
  const seen = new Set<GraphNode>(roots);
  const open = [...roots];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const next of [...node.inputs.map((input) => input.node), ...node.after]) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return seen;
}

function load(model: Uint8Array): number {
  const folder = mkdtempSync(join(tmpdir(), 'dartboard-graph-'));
  try {
    mkdirSync(join(folder, 'variables'));
    writeFileSync(join(folder, 'saved_model.pb'), model);
    return nodeBackend().binding.loadSavedModel(folder, 'serve');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function fail(): never {
  throw new Error('The compiled program lost one of its parts.');
}
