import {
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type ChartOptions,
} from 'chart.js';
import { onMounted, onScopeDispose, shallowRef, type Ref, type ShallowRef } from 'vue';

import { chartDatasets, longestDataset, type LineDataset } from '../lib/chart-datasets';
import { longestLine, type ChartLine } from '../lib/chart-line';
import { formatCount } from '../lib/format';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale);

/** How a chart is drawn now. */
export interface ChartView {
  readonly lines: readonly ChartLine[];
  /** 0 to below 1. */
  readonly smoothing: number;
  readonly logarithmic: boolean;
  /** Top of the y axis; null fits the data. */
  readonly highest: number | null;
  readonly formatY: (value: number) => string;
}

/** A line chart on a canvas that is drawn when `draw` is called and at no other time. */
export function useLineChart(canvas: Readonly<Ref<HTMLCanvasElement | null>>): {
  chart: ShallowRef<Chart<'line'> | null>;
  draw: (view: ChartView) => number;
} {
  const chart = shallowRef<Chart<'line'> | null>(null);

  onMounted(() => {
    const context = canvas.value?.getContext('2d') ?? null;
    if (context !== null) chart.value = new Chart(context, { type: 'line', data: { datasets: [] }, options: {} });
  });
  onScopeDispose(() => chart.value?.destroy());

  /** Gives the number of points of the longest line drawn. */
  function draw(view: ChartView): number {
    const theme = getComputedStyle(document.documentElement);
    const resolve = (property: string): string => theme.getPropertyValue(property).trim();
    const datasets = chartDatasets(view.lines, view.smoothing, resolve);
    if (chart.value !== null) show(chart.value, datasets, view, resolve);
    return longestDataset(datasets);
  }

  return { chart, draw };
}

function show(
  chart: Chart<'line'>,
  datasets: LineDataset[],
  view: ChartView,
  resolve: (property: string) => string,
): void {
  chart.data.datasets = datasets;
  chart.options = chartOptions(view, resolve);
  chart.update('none');
}

function chartOptions(view: ChartView, resolve: (property: string) => string): ChartOptions<'line'> {
  const font = { family: resolve('--font-sans'), size: Number.parseFloat(resolve('--text-xs')) };
  const ticks = { color: resolve('--text-muted'), font, padding: 6 };
  const border = { display: false };
  const xs = longestLine(view.lines)?.buffer;
  return {
    animation: false,
    parsing: false,
    normalized: true,
    maintainAspectRatio: false,
    events: [],
    layout: { padding: { top: 6, right: 12 } },
    scales: {
      x: {
        type: 'linear',
        min: 0,
        max: Math.max(xs?.lastX ?? 1, 1),
        border,
        grid: { display: false },
        ticks: {
          ...ticks,
          maxRotation: 0,
          maxTicksLimit: 7,
          precision: 0,
          callback: (value) => formatCount(Number(value)),
        },
      },
      y: {
        type: view.logarithmic ? 'logarithmic' : 'linear',
        border,
        grid: { color: resolve('--chart-grid'), drawTicks: false },
        ticks: { ...ticks, maxTicksLimit: 6, callback: (value) => view.formatY(Number(value)) },
        ...(view.highest === null ? {} : { min: 0, suggestedMax: 20, max: view.highest }),
      },
    },
  };
}
