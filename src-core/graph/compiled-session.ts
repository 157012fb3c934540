import type { Feed, Outputs, Program, Session, Variables } from './program';
import { Module, type Signature } from './module';
import type { VariableSpecs } from './saved-model';
import type { Specs } from './trace-program';

/**
 * Runs each program as one call of a graph that was compiled for the shapes of its feeds. Programs declared together share
 * one native session; a program or a shape that was not declared is compiled when it first comes, as a module of its own.
 * Variables live in the module that used them last and move when another needs them.
 */
export class CompiledSession implements Session {
  private readonly specs: VariableSpecs;
  private readonly modules: Module[] = [];
  /** Where each variable's newest values are: in a module, or still here. */
  private readonly homes = new Map<string, Module | Float32Array>();

  /** @param together programs that take turns all the time, with the shapes of their feeds */
  constructor(variables: Variables, together: readonly Signature[] = []) {
    this.specs = Object.fromEntries(
      Object.entries(variables).map(([name, { shape }]) => [name, { shape, type: 'float32' as const }]),
    );
    for (const [name, { initial }] of Object.entries(variables)) this.homes.set(name, initial);
    if (together.length > 0) this.modules.push(new Module(together, this.specs));
  }

  run(program: Program, feeds: Record<string, Feed | number>): Outputs {
    const full = Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, toFeed(feed)]));
    const { module, index } = this.find(program, full);
    const { reads, writes } = module.touches(index);
    for (const variable of reads) this.bring(variable, module);
    const outputs = module.run(index, full);
    for (const variable of writes) this.homes.set(variable, module);
    return outputs;
  }

  read(variable: string): Float32Array {
    const home = this.home(variable);
    return home instanceof Float32Array ? home.slice() : home.read(variable);
  }

  write(variable: string, values: Float32Array): void {
    this.home(variable);
    this.homes.set(variable, values.slice());
  }

  dispose(): void {
    for (const module of this.modules) module.dispose();
    this.modules.length = 0;
    this.homes.clear();
  }

  private find(program: Program, feeds: Readonly<Record<string, Feed>>): { module: Module; index: number } {
    for (const module of this.modules) {
      const index = module.signatures.findIndex((known) => known.program === program && fits(known.feeds, feeds));
      if (index >= 0) return { module, index };
    }
    const module = new Module([{ program, feeds: signatureOf(feeds) }], this.specs);
    this.modules.push(module);
    return { module, index: 0 };
  }

  private bring(variable: string, to: Module): void {
    const home = this.home(variable);
    if (home === to) return;
    to.write(variable, home instanceof Float32Array ? home : home.read(variable));
    this.homes.set(variable, to);
  }

  private home(variable: string): Module | Float32Array {
    const home = this.homes.get(variable);
    if (home === undefined) throw new Error(`There is no variable ${variable}.`);
    return home;
  }
}

/** Shapes and types of feeds. */
export function signatureOf(feeds: Readonly<Record<string, Feed | number>>): Specs {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, feed]) => {
      const { values, shape } = toFeed(feed);
      return [name, { shape, type: values instanceof Int32Array ? 'int32' : 'float32' }];
    }),
  );
}

function fits(specs: Specs, feeds: Readonly<Record<string, Feed>>): boolean {
  return Object.entries(specs).every(([name, { shape }]) => feeds[name]?.shape.join() === shape.join());
}

function toFeed(feed: Feed | number): Feed {
  return typeof feed === 'number' ? { values: Float32Array.of(feed), shape: [] } : feed;
}
