import { EDGE_LIST } from '../../src-core/space/cell-topology';
import type { GenotypeEdge } from '../../src-core/space/genotype';
import type { Primitive } from '../../src-core/space/primitives';

/** Names of the states that an edge may start from, as written in cell graphs. */
const STATE_NAMES = ['c_{k-2}', 'c_{k-1}', '0', '1', '2', '3'];

/** For each row of an alpha matrix the operation that the genotype keeps there; null where the edge is dropped. */
export function keptOperations(edges: readonly GenotypeEdge[]): (Primitive | null)[] {
  return EDGE_LIST.map(({ node, source }) => {
    const kept = edges.slice(2 * node, 2 * node + 2).find(([, from]) => from === source);
    return kept?.[0] ?? null;
  });
}

/** What a row of an alpha matrix is called: `c_{k-2} → 0`. */
export const EDGE_NAMES: readonly string[] = EDGE_LIST.map(({ node, source }) => `${stateName(source)} → ${node}`);

/** What a state is called: `c_{k-2}`, `c_{k-1}`, then the nodes' numbers. */
export function stateName(state: number): string {
  return STATE_NAMES[state] ?? String(state - 2);
}
