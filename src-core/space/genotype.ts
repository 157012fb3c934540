import * as v from 'valibot';

import { INPUT_STATES } from './cell-topology';
import { OPERATIONS } from './primitives';

/** The number of a state. JSON knows a -0, which is 0. */
const StateSchema = v.pipe(
  v.number(),
  v.safeInteger(),
  v.minValue(0),
  v.transform((state) => state + 0),
);

/** One kept edge of a derived cell: the operation and the state it reads. */
export const GenotypeEdgeSchema = v.tuple([v.picklist(OPERATIONS), StateSchema]);

/** State numbers that a cell concatenates into its output. */
const ConcatSchema = v.pipe(
  v.array(StateSchema),
  v.minLength(1, 'A cell concatenates one state at least.'),
  v.check((states) => new Set(states).size === states.length, 'A state is concatenated twice.'),
);

/** Two edges a node, node by node; a node may only read states before itself. */
const CellEdgesSchema = v.pipe(
  v.array(GenotypeEdgeSchema),
  v.minLength(2, 'A cell needs two edges for every node, and one node at least.'),
  v.maxLength(64, 'A cell has 32 nodes at most.'),
  v.check((edges) => edges.length % 2 === 0, 'A cell needs two edges for every node.'),
  v.check(
    (edges) => edges.every(([, source], edge) => source < nodeOf(edge)),
    ({ input }) => laterState(input),
  ),
);

/** A derived architecture, as the reference's `Genotype` named tuple (quark0/darts cnn/genotypes.py). */
export const GenotypeSchema = v.pipe(
  v.strictObject({
    normal: CellEdgesSchema,
    normalConcat: ConcatSchema,
    reduce: CellEdgesSchema,
    reduceConcat: ConcatSchema,
  }),
  v.forward(
    v.check(
      ({ normal, normalConcat }) => statesBeyond(normal, normalConcat).length === 0,
      ({ input: { normal, normalConcat } }) => noSuchState(normal, normalConcat),
    ),
    ['normalConcat'],
  ),
  v.forward(
    v.check(
      ({ reduce, reduceConcat }) => statesBeyond(reduce, reduceConcat).length === 0,
      ({ input: { reduce, reduceConcat } }) => noSuchState(reduce, reduceConcat),
    ),
    ['reduceConcat'],
  ),
  v.forward(
    v.check(
      ({ reduceConcat }) => reduceConcat.every((state) => state >= INPUT_STATES),
      'A reduction cell cannot concatenate its inputs, states 0 and 1, which are twice as high and wide as its nodes.',
    ),
    ['reduceConcat'],
  ),
);

/** A derived architecture: for each cell type, two (operation, source state) edges a node. */
export type Genotype = v.InferOutput<typeof GenotypeSchema>;
/** One kept edge of a derived cell: `[operation, source state]`. */
export type GenotypeEdge = v.InferOutput<typeof GenotypeEdgeSchema>;

/** The genotype file: the genotype under a format name and version, so old files stay readable. */
export const GenotypeFileSchema = v.strictObject({
  format: v.literal('dartboard-genotype'),
  version: v.literal(1, 'It is of a version that this Dartboard does not know: take a newer Dartboard.'),
  genotype: GenotypeSchema,
  /** Where it came from, for people; absent in files written by hand. */
  source: v.optional(
    v.strictObject({
      run: v.string(),
      epoch: v.number(),
      globalStep: v.number(),
    }),
  ),
});
/** The content of a genotype file. */
export type GenotypeFile = v.InferOutput<typeof GenotypeFileSchema>;

/** The state that the edge at a place leads to. */
function nodeOf(edge: number): number {
  return INPUT_STATES + Math.floor(edge / 2);
}

function laterState(edges: readonly (readonly [unknown, number])[]): string {
  const edge = edges.findIndex(([, source], place) => source >= nodeOf(place));
  return `Edge ${edge + 1} reads state ${edges[edge]?.[1]}, which does not come before its node, state ${nodeOf(edge)}.`;
}

function statesBeyond(edges: readonly unknown[], concat: readonly number[]): number[] {
  return concat.filter((state) => state >= nodeOf(edges.length));
}

function noSuchState(edges: readonly unknown[], concat: readonly number[]): string {
  return `The cell has no such state as ${statesBeyond(edges, concat).join(', ')}: its last is ${nodeOf(edges.length) - 1}.`;
}
