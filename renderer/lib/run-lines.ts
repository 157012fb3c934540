import type { ChartLine } from './chart-line';
import type { RunSeries } from './run-series';

/** The lines of the loss: what a run has none of is left out. */
export function lossLines(series: RunSeries): ChartLine[] {
  return measured([
    { name: 'train', color: '--chart-train', buffer: series.trainLoss, kind: 'line' },
    { name: 'valid', color: '--chart-valid', buffer: series.validLoss, kind: 'line' },
    { name: 'epoch valid', color: '--chart-exact', buffer: series.epochLoss, kind: 'markers' },
  ]);
}

/** The lines of the accuracies. */
export function accuracyLines(series: RunSeries): ChartLine[] {
  return measured([
    { name: 'train top-1', color: '--chart-train', buffer: series.trainTop1, kind: 'line' },
    { name: 'valid top-1', color: '--chart-valid', buffer: series.validTop1, kind: 'line' },
    { name: 'train top-5', color: '--chart-train', buffer: series.trainTop5, kind: 'dashed' },
    { name: 'valid top-5', color: '--chart-valid', buffer: series.validTop5, kind: 'dashed' },
    { name: 'epoch valid', color: '--chart-exact', buffer: series.epochTop1, kind: 'markers' },
  ]);
}

/** Without the lines of which no point has a number, as those of the valid batches in a retraining. */
function measured(lines: ChartLine[]): ChartLine[] {
  const some = lines.filter(({ buffer }) => buffer.length === 0 || buffer.measured > 0);
  return some.length > 0 ? some : lines;
}
