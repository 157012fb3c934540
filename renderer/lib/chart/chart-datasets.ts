import type { ChartDataset } from 'chart.js';
import { color } from 'chart.js/helpers';

import { dashOf, type ChartLine } from '../chart-line';
import type { ChartLook, ChartSpec } from './chart-spec';
import { envelopeOf, type ChartPoint } from './envelope';
import { smoothed } from './smoothed';

/** A line as Chart.js draws it. */
export type LineDataset = ChartDataset<'line', ChartPoint[]>;

/** The lines of a chart, thinned for one drawing. */
export interface ChartDatasets {
  readonly datasets: LineDataset[];
  /** Most points that any line has in the window, before it was thinned. */
  readonly covered: number;
}

/** Points of a chart that Chart.js draws well within a frame. */
const FRAME_POINTS = 3_200;
/** What lies above what: markers above lines, lines above what they were smoothed from. */
const ORDER = { markers: 0, line: 1, faint: 2 };

/**
 * The lines of a chart for Chart.js. With smoothing a line is drawn twice: faint as it was measured, so that extremes stay
 * visible, and smoothed on top; the faint one has no name.
 *
 * @param width of the plot, in pixels
 * @param most points of all lines together
 */
export function chartDatasets(spec: ChartSpec, width: number, look: ChartLook, most = FRAME_POINTS): ChartDatasets {
  const { content, hidden, smoothing } = spec;
  const lines = content.lines.filter(({ name }) => !hidden.has(name));
  const isSmooth = ({ kind }: ChartLine): boolean => smoothing > 0 && (kind === 'line' || kind === 'dashed');
  const traces = lines.length + lines.filter(isSmooth).length;
  const columns = Math.max(1, Math.min(Math.round(width), Math.floor(most / 2 / Math.max(1, traces))));
  let covered = 0;

  function envelope({ buffer }: ChartLine, ys: Float64Array): ChartPoint[] {
    const xs = spec.clock?.xsOf(spec.mode, buffer) ?? buffer.xs;
    const found = envelopeOf(xs, ys, spec.window, columns);
    covered = Math.max(covered, found.covered);
    // What has no logarithm has no place.
    return content.logarithmic === true ? found.points.filter(({ y }) => y > 0) : found.points;
  }

  const datasets = lines.flatMap((line): LineDataset[] => {
    const paint = look.colorOf(line.color);
    if (line.kind === 'markers') return [markers(line.name, envelope(line, line.buffer.ys), paint)];
    const strong = {
      label: line.name,
      borderColor: paint,
      backgroundColor: paint,
      borderWidth: 1.75,
      borderDash: [...dashOf(line)],
      stepped: line.kind === 'steps',
      order: ORDER.line,
    };
    if (!isSmooth(line)) return [alone({ ...strong, data: envelope(line, line.buffer.ys) })];
    return [
      alone({ ...strong, data: envelope(line, smoothed(line.buffer, smoothing)) }),
      {
        label: '',
        data: envelope(line, line.buffer.ys),
        borderColor: color(paint).alpha(0.22).rgbString(),
        borderWidth: 1,
        order: ORDER.faint,
      },
    ];
  });
  return { datasets, covered };
}

/** A line of one point has no length: the point itself must show. */
function alone(dataset: LineDataset): LineDataset {
  return dataset.data.length === 1 ? { ...dataset, pointRadius: 3 } : dataset;
}

/** Many markers are small ones. */
function markers(label: string, data: ChartPoint[], paint: string): LineDataset {
  return {
    label,
    data,
    showLine: false,
    pointStyle: 'rectRot',
    pointRadius: data.length <= 15 ? 5 : data.length <= 40 ? 4 : 3,
    pointBackgroundColor: paint,
    pointBorderWidth: 0,
    // Those at both ends are seen whole.
    clip: 8,
    order: ORDER.markers,
  };
}
