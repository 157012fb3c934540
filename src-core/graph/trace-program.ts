import { nodeBackend, rawOpOne } from '../runtime/raw-op';
import { tf } from '../runtime/tensorflow';
import { ancestors, type ElementType, type Endpoint, Graph, LABEL } from './graph';
import type { Program, Tensors } from './program';
import { Recorder } from './recorder';

/** Shape and type of what a program is given. */
export type Specs = Record<string, { readonly shape: readonly number[]; readonly type: ElementType }>;

/** A program as a graph. */
export interface TracedProgram {
  readonly graph: Graph;
  /** The placeholders of the variables that the program reads. */
  readonly reads: Readonly<Record<string, Endpoint>>;
  /** The placeholders of its feeds. */
  readonly feeds: Readonly<Record<string, Endpoint>>;
  /** New values of variables. */
  readonly writes: Readonly<Record<string, Endpoint>>;
  readonly outputs: Readonly<Record<string, Endpoint>>;
}

/**
 * Runs a program once with tensors that have shapes but no values, and notes what it does. Nothing is computed.
 *
 * @throws Error when the program uses an operation without a shape rule, reads a value, or lets a shape depend on one
 */
export function traceProgram(program: Program, variables: Specs, feeds: Specs): TracedProgram {
  const graph = new Graph();
  const recorder = new Recorder(graph, nodeBackend().binding);
  let traced: TracedProgram | undefined;
  recorder.record(() => {
    tf.tidy(() => {
      const state = placeholders('variable', variables);
      const given = placeholders('feed', feeds);
      const results = program(state, given);
      const endpoints = (tensors: Tensors): Record<string, Endpoint> =>
        Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, recorder.endpointOf(tensor)]));
      const [writes, outputs] = [endpoints(results.state), endpoints(results.outputs)];
      const used = new Set(ancestors(graph.nodes, [...Object.values(writes), ...Object.values(outputs)]));
      const reads = Object.entries(endpoints(state)).filter(([, { node }]) => used.has(node));
      traced = { graph, reads: Object.fromEntries(reads), feeds: endpoints(given), writes, outputs };
    });
  });
  if (traced === undefined) throw new Error('The program did not run.');
  return traced;
}

function placeholders(kind: 'variable' | 'feed', specs: Specs): Tensors {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape, type }]) => [
      name,
      rawOpOne(
        'Placeholder',
        [
          { name: LABEL, type: 'string', value: `${kind} ${name}` },
          { name: 'dtype', type: 'type', value: type },
          { name: 'shape', type: 'int', value: [...shape] },
        ],
        [],
      ),
    ]),
  );
}
