import type { GenotypeEdge } from '../../src-core/space/genotype';

/**
 * Which edges of a cell some other cell does not have: an edge is the same when it brings the same operation from the same
 * state to the same node, whichever of the node's two edges it is.
 *
 * @param edges two edges a node, node by node
 * @returns positions in `edges`
 */
export function differingEdges(
  edges: readonly GenotypeEdge[],
  others: readonly (readonly GenotypeEdge[])[],
): ReadonlySet<number> {
  const positions = edges.map((edge, i) => (others.every((other) => hasEdge(other, Math.floor(i / 2), edge)) ? -1 : i));
  return new Set(positions.filter((position) => position >= 0));
}

function hasEdge(edges: readonly GenotypeEdge[], node: number, [op, source]: GenotypeEdge): boolean {
  return edges.slice(2 * node, 2 * node + 2).some(([otherOp, otherSource]) => otherOp === op && otherSource === source);
}
