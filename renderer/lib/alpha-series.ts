import type { AlphasRecord } from '../../src-core/runs/records';
import { PRIMITIVES } from '../../src-core/space/primitives';
import { cellStats, type CellKind } from './alpha-stats';
import type { ChartLine } from './chart-line';
import { operationLook } from './operations';
import { SeriesBuffer } from './series-buffer';

/** How decided a search is: one line for each cell. */
export interface DecisionSeries {
  readonly entropy: Readonly<Record<CellKind, SeriesBuffer>>;
  /** Percentage points. */
  readonly margin: Readonly<Record<CellKind, SeriesBuffer>>;
  readonly skips: Readonly<Record<CellKind, SeriesBuffer>>;
}

/** Entropy, margin and skip connections over the records. */
export function decisionSeries(records: readonly AlphasRecord[]): DecisionSeries {
  const pair = (): Record<CellKind, SeriesBuffer> => ({ normal: new SeriesBuffer(), reduce: new SeriesBuffer() });
  const series = { entropy: pair(), margin: pair(), skips: pair() };
  for (const record of records) {
    for (const cell of ['normal', 'reduce'] as const) {
      const { entropy, margin, skips } = cellStats(record, cell);
      series.entropy[cell].push(record.globalStep, entropy);
      series.margin[cell].push(record.globalStep, margin * 100);
      series.skips[cell].push(record.globalStep, skips);
    }
  }
  return series;
}

/** Strokes and gaps of the operations' lines, so that they can be told apart without their colours. */
const DASHES: readonly (readonly number[])[] = [[1, 3], [8, 3], [3, 2], [], [10, 3, 2, 3], [], [6, 2], [2, 2, 6, 2]];

/** The probabilities of one edge's operations over the records, in percent: one line each. */
export function edgeLines(records: readonly AlphasRecord[], cell: CellKind, row: number): ChartLine[] {
  return PRIMITIVES.map((op, column): ChartLine => {
    const buffer = new SeriesBuffer();
    for (const record of records) {
      buffer.push(record.globalStep, (cellStats(record, cell).probabilities[row]?.[column] ?? NaN) * 100);
    }
    const look = operationLook(op);
    return { name: look.short, color: look.property, buffer, kind: 'line', dash: DASHES[column] ?? [] };
  });
}
