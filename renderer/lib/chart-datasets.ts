import type { ChartDataset } from 'chart.js';

import type { ChartLine } from './chart-line';
import { decimate, type Point } from './decimate';
import { smooth } from './smooth';

/** Most points drawn for one line: about two for every pixel of a wide chart. */
export const POINT_LIMIT = 1200;

/** Most points of a smoothed line, which has few extremes; more would fill the gaps of a dashed one. */
const SMOOTH_LIMIT = 400;

/** A line as Chart.js draws it. */
export type LineDataset = ChartDataset<'line', Point[]>;

/**
 * The lines as Chart.js draws them, bounded however long the run is. With smoothing a line is drawn twice: faint as it
 * was measured, so that extremes stay visible, and smoothed on top.
 *
 * @param resolve gives the colour that a custom property stands for
 */
export function chartDatasets(
  lines: readonly ChartLine[],
  smoothing: number,
  resolve: (property: string) => string,
): LineDataset[] {
  return lines.flatMap((line, i): LineDataset[] => {
    const { xs, ys } = line.buffer;
    const color = resolve(line.color);
    const measured = style(line, color, decimate(xs, ys, POINT_LIMIT), i);
    if (line.kind === 'markers' || smoothing === 0) return [measured];
    const faint: LineDataset = { ...measured, borderColor: fade(color), borderWidth: 1, order: 100 + i };
    return [faint, style(line, color, decimate(xs, smooth(ys, smoothing), SMOOTH_LIMIT), i)];
  });
}

/** The largest number of points that any of the datasets draws. */
export function longestDataset(datasets: readonly LineDataset[]): number {
  return Math.max(0, ...datasets.map((dataset) => dataset.data.length));
}

function style(line: ChartLine, color: string, data: Point[], order: number): LineDataset {
  const markers = line.kind === 'markers';
  return {
    label: line.name,
    data,
    order: markers ? -1 : order,
    borderColor: color,
    backgroundColor: color,
    borderWidth: markers ? 1 : 1.6,
    borderDash: line.kind === 'dashed' ? [5, 3] : [],
    borderJoinStyle: 'round',
    pointStyle: markers ? 'rectRot' : 'circle',
    // A line of one point has no length: the point itself must show.
    pointRadius: markers ? markerRadius(data.length) : data.length === 1 ? 3 : 0,
    pointHitRadius: 0,
    showLine: !markers,
  };
}

/** Many markers are small ones. */
function markerRadius(count: number): number {
  if (count <= 15) return 4.5;
  return count <= 40 ? 3.5 : 2.5;
}

/** A hexadecimal colour at a fifth of its strength. */
function fade(color: string): string {
  return color.startsWith('#') && color.length === 7 ? `${color}33` : color;
}
