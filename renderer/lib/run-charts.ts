import type { AlphasRecord } from '../../src-core/runs/records';
import { decisionSeries, edgeLines } from './alpha-series';
import type { CellKind } from './alpha-stats';
import type { ChartLine } from './chart-line';
import type { ChartContent } from './chart/chart-content';
import { edgeName } from './edge-view';
import { formatLoss, formatNumberTick, formatPercent, formatPercentTick, UNKNOWN } from './format';
import type { RunSeries } from './run-series';
import type { SeriesBuffer } from './series-buffer';

/** How a loss is written, in every chart. */
export const LOSS = { format: formatLoss, formatTick: formatNumberTick } as const;
/** How an accuracy is written, in every chart, and where it ends. */
export const ACCURACY = { format: percent(1), formatTick: formatPercentTick, highest: 100 } as const;

/** The loss; lines that a run has none of are left out. */
export function lossChart(series: RunSeries): ChartContent {
  return {
    ...LOSS,
    title: 'Loss',
    lines: measured([
      { name: 'train', color: '--chart-train', buffer: series.trainLoss, kind: 'line' },
      { name: 'valid', color: '--chart-valid', buffer: series.validLoss, kind: 'line' },
      { name: 'epoch valid', color: '--chart-exact', buffer: series.epochLoss, kind: 'markers' },
    ]),
  };
}

/** The accuracies. */
export function accuracyChart(series: RunSeries): ChartContent {
  return {
    ...ACCURACY,
    title: 'Accuracy',
    lines: measured([
      { name: 'train top-1', color: '--chart-train', buffer: series.trainTop1, kind: 'line' },
      { name: 'valid top-1', color: '--chart-valid', buffer: series.validTop1, kind: 'line' },
      { name: 'train top-5', color: '--chart-train', buffer: series.trainTop5, kind: 'dashed' },
      { name: 'valid top-5', color: '--chart-valid', buffer: series.validTop5, kind: 'dashed' },
      { name: 'epoch valid', color: '--chart-exact', buffer: series.epochTop1, kind: 'markers' },
    ]),
  };
}

/** The learning rate of the weights. */
export function learningRateChart({ learningRate }: RunSeries): ChartContent {
  return {
    title: 'Learning rate',
    lines: [{ name: 'weights', color: '--chart-train', buffer: learningRate, kind: 'steps' }],
    format: (value) => (value === null ? UNKNOWN : String(Number(value.toPrecision(3)))),
    formatTick: formatNumberTick,
  };
}

/** The norm of the weights' gradient. */
export function gradNormChart({ gradNorm }: RunSeries): ChartContent {
  return {
    title: 'Gradient norm',
    lines: [{ name: 'before clipping', color: '--chart-train', buffer: gradNorm, kind: 'line' }],
    format: digits(2),
    formatTick: formatNumberTick,
    smoothing: 0.9,
  };
}

/** How decided the alphas are: entropy, margin to the runner-up, skip connections. */
export function decisionCharts(alphas: readonly AlphasRecord[]): Record<'entropy' | 'margin' | 'skips', ChartContent> {
  const { entropy, margin, skips } = decisionSeries(alphas);
  const formatTick = formatNumberTick;
  return {
    entropy: { title: 'Entropy', lines: bothCells(entropy, 'line'), format: digits(4), formatTick, smoothing: 0 },
    margin: {
      title: 'Margin to the runner-up',
      lines: bothCells(margin, 'line'),
      format: (value) => (value === null ? UNKNOWN : `${value.toFixed(2)} pt`),
      formatTick,
      smoothing: 0,
    },
    skips: { title: 'Skip connections', lines: bothCells(skips, 'steps'), format: digits(0), formatTick, whole: true },
  };
}

/** The share of every operation on one edge. */
export function edgeChart(records: readonly AlphasRecord[], cell: CellKind, row: number): ChartContent {
  return {
    title: `Operations of the edge ${edgeName(row)}`,
    lines: edgeLines(records, cell, row),
    format: percent(2),
    formatTick: formatPercentTick,
    smoothing: 0,
  };
}

/** Without the lines of which no point has a number, as those of the valid batches in a retraining. */
function measured(lines: ChartLine[]): ChartLine[] {
  const some = lines.filter(({ buffer }) => buffer.length === 0 || buffer.measured > 0);
  return some.length > 0 ? some : lines;
}

function bothCells(
  { normal, reduce }: Readonly<Record<CellKind, SeriesBuffer>>,
  kind: 'line' | 'steps',
): readonly ChartLine[] {
  return [
    { name: 'normal', color: '--chart-train', buffer: normal, kind },
    { name: 'reduction', color: '--chart-valid', buffer: reduce, kind, dash: [5, 3] },
  ];
}

function digits(count: number): (value: number | null) => string {
  return (value) => (value === null ? UNKNOWN : value.toFixed(count));
}

function percent(count: number): (value: number | null) => string {
  return (value) => formatPercent(value, count);
}
