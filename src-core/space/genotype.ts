import * as v from 'valibot';

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
  v.minLength(1),
  v.check((states) => new Set(states).size === states.length, 'A state is concatenated twice.'),
);

/** Two edges a node, node by node; a node may only read states before itself. */
const CellEdgesSchema = v.pipe(
  v.array(GenotypeEdgeSchema),
  v.minLength(2),
  v.maxLength(64),
  v.check((edges) => edges.length % 2 === 0, 'A cell needs two edges for every node.'),
  v.check(
    (edges) => edges.every(([, source], i) => source < 2 + Math.floor(i / 2)),
    'An edge reads a state that does not come before its node.',
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
    v.check(({ normal, normalConcat }) => concatExists(normal, normalConcat), 'The cell has no such state.'),
    ['normalConcat'],
  ),
  v.forward(
    v.check(({ reduce, reduceConcat }) => concatExists(reduce, reduceConcat), 'The cell has no such state.'),
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
  version: v.literal(1),
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

function concatExists(edges: readonly unknown[], concat: readonly number[]): boolean {
  return concat.every((state) => state < 2 + edges.length / 2);
}
