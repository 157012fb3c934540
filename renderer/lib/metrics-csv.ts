import type { RunLog } from './run-log';
import type { SeriesBuffer } from './series-buffer';

/**
 * Every step of a run as comma-separated values, with the exact values of the epochs' ends in columns of their own. Loss in
 * nats, accuracies in percent, active time (pauses excluded) and wall time in seconds; what was not measured is empty.
 */
export function metricsCsv({ series, clock }: RunLog): string {
  const { xs } = series.trainLoss;
  const columns: readonly (readonly [string, (row: number, step: number) => number])[] = [
    ['step', (_, step) => step],
    ['epoch', (_, step) => clock.at('epoch', step)],
    ['active_seconds', (_, step) => clock.at('active', step) / 1000],
    ['wall_seconds', (_, step) => clock.at('wall', step) / 1000],
    ...STEP_COLUMNS.map(([name, key]) => [name, (row: number) => series[key].ys[row] ?? NaN] as const),
    ...EPOCH_COLUMNS.map(
      ([name, key]) => [name, (_: number, step: number) => valueExactlyAt(series[key], step)] as const,
    ),
  ];
  const lines = [columns.map(([name]) => name).join(',')];
  for (let row = 0; row < xs.length; row++) {
    const step = xs[row] ?? 0;
    lines.push(columns.map(([, value]) => cell(value(row, step))).join(','));
  }
  return `${lines.join('\n')}\n`;
}

const STEP_COLUMNS = [
  ['train_loss', 'trainLoss'],
  ['valid_loss', 'validLoss'],
  ['train_top1', 'trainTop1'],
  ['valid_top1', 'validTop1'],
  ['train_top5', 'trainTop5'],
  ['valid_top5', 'validTop5'],
  ['learning_rate', 'learningRate'],
  ['grad_norm', 'gradNorm'],
] as const;

const EPOCH_COLUMNS = [
  ['epoch_valid_loss', 'epochLoss'],
  ['epoch_valid_top1', 'epochTop1'],
  ['epoch_valid_top5', 'epochTop5'],
] as const;

function valueExactlyAt(buffer: SeriesBuffer, step: number): number {
  const at = buffer.nearest(step);
  return buffer.xs[at] === step ? (buffer.ys[at] ?? NaN) : NaN;
}

function cell(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(9))) : '';
}
