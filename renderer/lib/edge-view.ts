import type { AlphasRecord } from '../../src-core/runs/records';
import { EDGE_LIST } from '../../src-core/space/cell-topology';
import { PRIMITIVES, type Operation } from '../../src-core/space/primitives';
import { cellStats, type CellKind } from './alpha-stats';
import type { HeatScale } from './heat-range';
import { operationLook } from './operations';
import { stateText } from './state-name';

/** One edge of a searched cell at one moment. */
export interface EdgeView {
  readonly row: number;
  /** `cₖ₋₂ → 0`. */
  readonly name: string;
  /** The most probable operation that the genotype may keep. */
  readonly op: Operation;
  /** Its probability. */
  readonly probability: number;
  readonly kept: boolean;
  /** How strong the edge is drawn, 0 to 1. */
  readonly strength: number;
}

/** The least span of the `auto` scale, as in the heat maps: below it are the random starting values. */
const LEAST_SPAN = 0.002;

/** All edges of a cell, in the rows' order. */
export function edgeViews(record: AlphasRecord, cell: CellKind, scale: HeatScale): readonly EdgeView[] {
  const { probabilities } = cellStats(record, cell);
  const best = EDGE_LIST.map(({ index }) => strongest(probabilities[index] ?? []));
  const values = best.map(({ probability }) => probability);
  const low = scale === 'full' ? 0 : Math.min(...values);
  const high = scale === 'full' ? 1 : Math.max(...values, low + LEAST_SPAN);
  const edges = record.genotype[cell];
  return EDGE_LIST.map(({ index, node, source }): EdgeView => {
    const { op, probability } = best[index] ?? { op: 'none', probability: 0 };
    const chosen = edges.slice(2 * node, 2 * node + 2).find(([, from]) => from === source);
    return {
      row: index,
      name: edgeName(index),
      op: chosen?.[0] ?? op,
      probability,
      kept: chosen !== undefined,
      strength: Math.min(1, Math.max(0, (probability - low) / (high - low))),
    };
  });
}

/** An edge by its ends: `cₖ₋₂ → 0`. */
export function edgeName(row: number): string {
  const { source = 0, node = 0 } = EDGE_LIST[row] ?? {};
  return `${stateText(source)} → ${node}`;
}

/** An edge in a few words. */
export function labelEdge({ name, op, kept }: EdgeView): string {
  return `${name}: ${operationLook(op).words}, ${kept ? 'kept' : 'not kept'}`;
}

/** An edge with its whole distribution in words, the most probable operation first. */
export function describeEdge(view: EdgeView, record: AlphasRecord, cell: CellKind): string {
  const { probabilities, entropies, margins } = cellStats(record, cell);
  const shares = PRIMITIVES.map((op, i) => ({ op, share: probabilities[view.row]?.[i] ?? 0 })).sort(
    (a, b) => b.share - a.share,
  );
  const list = shares.map(({ op, share }) => `${operationLook(op).words} ${(share * 100).toFixed(1)}%`).join(', ');
  const decided = `entropy ${(entropies[view.row] ?? 0).toFixed(3)}, margin ${((margins[view.row] ?? 0) * 100).toFixed(2)} points`;
  return `${view.name}, ${view.kept ? `kept as ${operationLook(view.op).words}` : 'not kept'}: ${list}; ${decided}.`;
}

function strongest(probabilities: readonly number[]): { readonly op: Operation; readonly probability: number } {
  let best: { op: Operation; probability: number } = { op: 'none', probability: -1 };
  PRIMITIVES.forEach((op, i) => {
    const probability = probabilities[i] ?? 0;
    if (op !== 'none' && probability > best.probability) best = { op, probability };
  });
  return best;
}
