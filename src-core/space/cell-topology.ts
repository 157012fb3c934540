/** Intermediate nodes of a searched cell (the reference's `steps`). */
export const STEPS = 4;

/** How many of the last nodes a cell concatenates into its output (the reference's `multiplier`). */
export const MULTIPLIER = 4;

/** States a cell starts from: the outputs of the two cells before it, c_{k-2} and c_{k-1}. */
export const INPUT_STATES = 2;

/** Edges of a cell: node `i` (0-based) sees `2 + i` earlier states; 14 for four nodes. */
export const EDGES = Array.from({ length: STEPS }, (_, node) => INPUT_STATES + node).reduce(
  (sum, incoming) => sum + incoming,
  0,
);

/** One edge of a cell: which earlier state feeds which intermediate node. */
export interface Edge {
  /** Row of the alpha matrix. */
  readonly index: number;
  /** Intermediate node the edge ends in, 0-based; its state number is `INPUT_STATES + node`. */
  readonly node: number;
  /** State the edge starts from: 0 is c_{k-2}, 1 is c_{k-1}, 2 and up the intermediate nodes. */
  readonly source: number;
}

/** All edges in the reference's order: node by node, sources ascending. */
export const EDGE_LIST: readonly Edge[] = Array.from({ length: STEPS }, (_, node) =>
  Array.from({ length: INPUT_STATES + node }, (_, source) => ({ node, source })),
)
  .flat()
  .map((edge, index) => ({ index, ...edge }));

/**
 * Whether cell `index` of `layers` reduces: at one third and two thirds of the depth
 * (quark0/darts cnn/model_search.py `Network.__init__`).
 */
export function isReductionCell(index: number, layers: number): boolean {
  return index === Math.floor(layers / 3) || index === Math.floor((2 * layers) / 3);
}
