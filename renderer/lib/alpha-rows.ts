import { EDGE_LIST, STEPS } from '../../src-core/space/cell-topology';
import { edgeProbabilities } from '../../src-core/space/edge-probabilities';
import type { GenotypeEdge } from '../../src-core/space/genotype';
import type { Operation } from '../../src-core/space/primitives';
import { formatPercent } from './format';
import { OPERATIONS } from './operations';
import { stateName, stateText } from './state-name';

/** One edge of a cell as a heat map shows it. */
export interface AlphaRow {
  /** Row of the alpha matrix. */
  readonly index: number;
  /** State that the edge starts from, such as `c_{k-2}`. */
  readonly source: string;
  /** Node that it ends in. */
  readonly node: number;
  /** `cₖ₋₂ → 0`. */
  readonly name: string;
  /** One for each operation, before the softmax. */
  readonly alphas: readonly number[];
  /** One for each operation; they sum to 1. */
  readonly probabilities: readonly number[];
  /** The operation that the genotype keeps on this edge; null where it drops the edge. */
  readonly kept: Operation | null;
}

/** The edges of a cell, node by node. */
export function alphaRows(
  alphas: readonly (readonly number[])[],
  genotype: readonly GenotypeEdge[],
): readonly (readonly AlphaRow[])[] {
  const probabilities = edgeProbabilities(alphas);
  const rows = EDGE_LIST.map(({ index, node, source }): AlphaRow => {
    const kept = genotype.slice(2 * node, 2 * node + 2).find(([, from]) => from === source);
    return {
      index,
      source: stateName(source),
      node,
      name: `${stateText(source)} → ${node}`,
      alphas: alphas[index] ?? [],
      probabilities: probabilities[index] ?? [],
      kept: kept?.[0] ?? null,
    };
  });
  return Array.from({ length: STEPS }, (_, node) => rows.filter((row) => row.node === node));
}

/** One value of a heat map in words: edge, operation, probability and the alpha itself. */
export function describeAlpha(row: AlphaRow, column: number): string {
  const probability = formatPercent((row.probabilities[column] ?? 0) * 100, 3);
  return [row.name, OPERATIONS[column]?.name, probability, `α ${(row.alphas[column] ?? 0).toFixed(4)}`].join(' · ');
}
