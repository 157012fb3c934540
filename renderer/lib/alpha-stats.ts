import type { AlphasRecord } from '../../src-core/runs/records';
import { edgeProbabilities } from '../../src-core/space/edge-probabilities';
import { PRIMITIVES } from '../../src-core/space/primitives';

/** The two cell types that are searched. */
export const CELL_KINDS = ['normal', 'reduce'] as const;
/** A cell type that is searched. */
export type CellKind = (typeof CELL_KINDS)[number];

/** How decided the alphas of one cell are. */
export interface CellStats {
  /** Softmax of the alphas, `[14 edges][8 operations]`. */
  readonly probabilities: readonly (readonly number[])[];
  /** Entropy of each edge over its operations: 1 when all are equal, 0 when one has it all. */
  readonly entropies: readonly number[];
  /** Of each edge: how far its best operation is ahead of the second, `none` left out; a difference of probabilities. */
  readonly margins: readonly number[];
  /** Mean of the entropies. */
  readonly entropy: number;
  /** Mean margin of the edges that the genotype keeps. */
  readonly margin: number;
  /** Skip connections among the eight edges of the derived cell. */
  readonly skips: number;
}

const NONE = PRIMITIVES.indexOf('none');
const kept = new WeakMap<AlphasRecord, Partial<Record<CellKind, CellStats>>>();

/** How decided a cell's alphas are; worked out once for each record. */
export function cellStats(record: AlphasRecord, cell: CellKind): CellStats {
  const known = kept.get(record) ?? {};
  const stats = known[cell] ?? work(record, cell);
  known[cell] = stats;
  kept.set(record, known);
  return stats;
}

/** The row of the alpha matrix that a kept edge of a genotype stands for: node by node, sources ascending. */
export function rowOfEdge(place: number, source: number): number {
  const node = Math.floor(place / 2);
  // Nodes before this one have 2, 3, 4 ... rows.
  return (node * (node + 3)) / 2 + source;
}

function work(record: AlphasRecord, cell: CellKind): CellStats {
  const probabilities = edgeProbabilities(record[cell]);
  const entropies = probabilities.map(normalisedEntropy);
  const margins = probabilities.map(marginOf);
  const edges = record.genotype[cell];
  const rows = edges.map(([, source], place) => rowOfEdge(place, source));
  return {
    probabilities,
    entropies,
    margins,
    entropy: mean(entropies),
    margin: mean(rows.map((row) => margins[row] ?? 0)),
    skips: edges.filter(([op]) => op === 'skip_connect').length,
  };
}

function normalisedEntropy(probabilities: readonly number[]): number {
  const sum = probabilities.reduce((total, p) => (p > 0 ? total - p * Math.log(p) : total), 0);
  return sum / Math.log(probabilities.length);
}

function marginOf(probabilities: readonly number[]): number {
  let [best, second] = [0, 0];
  probabilities.forEach((p, i) => {
    if (i === NONE) return;
    if (p > best) [best, second] = [p, best];
    else if (p > second) second = p;
  });
  return best - second;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
