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

/** A chart and what was drawn of it. */
export interface DrawnLines {
  readonly chart: LineChartJs;
  /** Most points that any line has in the window, before it was thinned. */
  readonly covered: number;
}

/**
 * Draws a chart, or draws it anew. It listens to nothing and measures nothing: whoever draws it says when, and how large.
 *
 * @param chart what was drawn on the canvas before; null when nothing was
 */
export function drawChart(
  canvas: HTMLCanvasElement,
  chart: LineChartJs | null,
  spec: ChartSpec,
  size: PlotSize,
  look: ChartLook,
): DrawnLines {
  const plot = plotSize(size);
  const { datasets, covered } = chartDatasets(spec, plot.width, look);
  const options = chartOptions(spec, look, plot);
  if (chart === null) {
    Object.assign(canvas, size);
    const made = new Chart(canvas, { type: 'line', data: { datasets }, options, platform: BasicPlatform });
    return { chart: made, covered };
  }
  chart.data.datasets = datasets;
  chart.options = options;
  const ratio = window.devicePixelRatio || 1;
  // A new size draws by itself.
  if (chart.width !== size.width || chart.height !== size.height || chart.currentDevicePixelRatio !== ratio) {
    chart.resize(size.width, size.height);
  } else {
    chart.update('none');
  }
  return { chart, covered };
}
