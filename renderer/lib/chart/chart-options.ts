import type { ChartOptions, ScaleOptions, Tick } from 'chart.js';

import type { ChartLook, ChartSpec } from './chart-spec';
import { formatX, timeStep } from './x-axis';
import type { XWindow } from './x-window';

/** Room of the y axis, so that charts above each other are in line and do not move while they are zoomed. */
const LEFT = 42;
/** Room for half of the last word of the x axis. */
const RIGHT = 22;

/** How Chart.js draws a chart: its axes and nothing that moves by itself. */
export function chartOptions(spec: ChartSpec, look: ChartLook, plot: PlotSize): ChartOptions<'line'> {
  return {
    animation: false,
    responsive: false,
    // Else a new size is bent to the shape of the first.
    maintainAspectRatio: false,
    events: [],
    parsing: false,
    normalized: true,
    spanGaps: true,
    elements: { point: { radius: 0 }, line: { borderJoinStyle: 'round' } },
    layout: { padding: { top: 6 } },
    scales: { x: xScale(spec, look, plot.width), y: yScale(spec, look, plot.height) },
    plugins: { legend: { display: false }, title: { display: false } },
  };
}

/** About how much room the lines have, in pixels. */
export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

/** How much room the lines of a chart of this size have. */
export function plotSize({ width, height }: PlotSize): PlotSize {
  return { width: Math.max(10, width - LEFT - RIGHT), height: Math.max(10, height - 28) };
}

function xScale({ mode, window }: ChartSpec, look: ChartLook, width: number): ScaleOptions<'linear'> {
  const count = Math.max(2, Math.floor(width / 72));
  const step = timeStep(mode, window.high - window.low, count);
  return {
    type: 'linear',
    min: window.low,
    max: window.high,
    afterFit: (scale) => {
      scale.paddingRight = RIGHT;
    },
    // Chart.js knows no clocks: their marks are made here.
    afterBuildTicks: (scale) => {
      if (step !== undefined) scale.ticks = multiplesOf(step, window).map((value) => ({ value }));
    },
    grid: { display: false, drawTicks: false },
    border: { color: look.colorOf('--chart-grid') },
    ticks: {
      ...tickLook(look),
      includeBounds: false,
      maxRotation: 0,
      maxTicksLimit: count,
      autoSkipPadding: 12,
      ...(mode === 'step' ? { precision: 0 } : {}),
      callback: (value) => formatX(mode, Number(value)),
    },
  };
}

function yScale({ content }: ChartSpec, look: ChartLook, height: number): ScaleOptions<'linear' | 'logarithmic'> {
  const { highest, whole = false, logarithmic = false, formatTick } = content;
  const line = look.colorOf('--chart-grid');
  const common = {
    afterFit: (scale: { width: number }) => {
      scale.width = Math.max(LEFT, scale.width);
    },
    border: { display: false },
    grid: { color: line, drawTicks: false, lineWidth: 1 },
  };
  if (logarithmic) {
    return {
      ...common,
      type: 'logarithmic',
      ticks: {
        ...tickLook(look),
        callback: (value, _, ticks) => (isRound(Number(value), ticks) ? formatTick(Number(value)) : null),
      },
    };
  }
  return {
    ...common,
    type: 'linear',
    beginAtZero: highest !== undefined,
    ...(highest === undefined ? {} : { suggestedMax: highest / 5 }),
    ticks: {
      ...tickLook(look),
      maxTicksLimit: Math.max(4, Math.min(7, Math.floor(height / 17))),
      ...(whole ? { precision: 0 } : {}),
      callback: (value) => formatTick(Number(value)),
    },
  };
}

function tickLook(look: ChartLook): { color: string; padding: number; font: { family: string; size: number } } {
  return { color: look.colorOf('--text-muted'), padding: 7, font: { family: look.font, size: look.fontSize } };
}

/** On a logarithmic axis: powers of ten, and their double and fivefold where there are few. */
function isRound(value: number, ticks: readonly Tick[]): boolean {
  const decades = Math.log10((ticks[ticks.length - 1]?.value ?? 1) / (ticks[0]?.value ?? 1));
  const digit = Number((value / 10 ** Math.floor(Math.log10(value) + 1e-9)).toPrecision(6));
  if (decades < 0.7) return true;
  return digit === 1 || (decades < 2.5 && (digit === 2 || digit === 5));
}

function multiplesOf(step: number, { low, high }: XWindow): number[] {
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, i) => (first + i) * step);
}
