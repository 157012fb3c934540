import { nodeBackend, rawOpOne } from '../runtime/raw-op';
import { tf } from '../runtime/tensorflow';
import type { ElementType, Endpoint, Graph } from './graph';
import type { Program, Tensors } from './program';
import { Recorder } from './recorder';

/** Shape and type of what a program is given. */
export type Specs = Record<string, { readonly shape: readonly number[]; readonly type: ElementType }>;

/** A program as endpoints of a graph. */
export interface TracedProgram {
  readonly feeds: Readonly<Record<string, Endpoint>>;
  /** Reads of variables, by variable. */
  readonly reads: Readonly<Record<string, Endpoint>>;
  /** New values of variables. */
  readonly writes: Readonly<Record<string, Endpoint>>;
  readonly outputs: Readonly<Record<string, Endpoint>>;
}

/**
 * Runs a program once with tensors that have shapes but no values and adds what it does to `graph`. Nothing is computed.
 *
 * @param name tells this program's feeds from other programs'
 * @throws Error when the program uses an operation without a shape rule, reads a value, or lets a shape depend on one
 */
export function traceProgram(
  graph: Graph,
  name: string,
  program: Program,
  variables: Specs,
  feeds: Specs,
): TracedProgram {
  const backend = nodeBackend();
  const recorder = new Recorder(graph, backend.binding);
  let traced: TracedProgram | undefined;
  recorder.record(() => {
    tf.tidy(() => {
      const given = placeholders('Placeholder', `${name}/`, feeds);
      const state = placeholders('ReadVariableOp', '', variables);
      const results = program(state, given);
      const endpoints = (tensors: Tensors): Record<string, Endpoint> =>
        Object.fromEntries(Object.entries(tensors).map(([key, tensor]) => [key, recorder.endpointOf(tensor)]));
      traced = {
        feeds: endpoints(given),
        reads: endpoints(state),
        writes: endpoints(results.state),
        outputs: endpoints(results.outputs),
      };
    });
  });
  if (traced === undefined) throw new Error('The program did not run.');
  return traced;
}

function placeholders(op: string, prefix: string, specs: Specs): Tensors {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape, type }]) => [
      name,
      rawOpOne(
        op,
        [
          { name: 'label', type: 'string', value: prefix + name },
          { name: 'dtype', type: 'type', value: type },
          { name: 'shape', type: 'int', value: [...shape] },
        ],
        [],
      ),
    ]),
  );
}
