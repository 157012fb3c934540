import {
  BasicPlatform,
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Title,
} from 'chart.js';

import { chartDatasets } from './chart-datasets';
import { chartOptions, plotSize, type PlotSize } from './chart-options';
import type { ChartLook, ChartSpec } from './chart-spec';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Legend, Title);

/** A chart of lines, as Chart.js keeps it. */
export type LineChartJs = Chart<'line'>;

/** Puts an empty chart on a canvas. It listens to nothing and measures nothing: whoever made it says when to draw, and how large. */
export function createChart(canvas: HTMLCanvasElement): LineChartJs {
  return new Chart(canvas, {
    type: 'line',
    data: { datasets: [] },
    options: { animation: false, responsive: false, events: [] },
    platform: BasicPlatform,
  });
}

/**
 * Draws a chart anew.
 * @returns the most points that any line has in the window, before it was thinned
 */
export function drawChart(chart: LineChartJs, spec: ChartSpec, size: PlotSize, look: ChartLook): number {
  const plot = plotSize(size);
  const { datasets, covered } = chartDatasets(spec, plot.width, look);
  chart.data.datasets = datasets;
  chart.options = chartOptions(spec, look, plot);
  const ratio = window.devicePixelRatio || 1;
  const changed = chart.width !== size.width || chart.height !== size.height || chart.currentDevicePixelRatio !== ratio;
  // A new size draws by itself.
  if (changed) chart.resize(size.width, size.height);
  else chart.update('none');
  return covered;
}
