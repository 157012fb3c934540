import { firstAtLeast } from './typed-column';
import type { XWindow } from './x-window';

/** A point of a line, in the units of its axes. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
}

/** A line as it is drawn, however many points it has. */
export interface Envelope {
  readonly points: ChartPoint[];
  /** How many of the line's own points are in the window, and one beyond on either side. */
  readonly covered: number;
}

/**
 * The line in a window, thinned to what pixels can show. While every point has room it is the line itself. Else each of
 * `columns` equal parts of the window gives its lowest and its highest point in the order in which they came, so that no
 * extreme is lost. Points without a finite y are left out.
 *
 * @param xs ascending
 */
export function envelopeOf(xs: Float64Array, ys: Float64Array, { low, high }: XWindow, columns: number): Envelope {
  const first = Math.max(0, firstAtLeast(xs, low) - 1);
  const last = Math.min(xs.length - 1, firstAtLeast(xs, high));
  const points: ChartPoint[] = [];
  const covered = Math.max(0, last - first + 1);
  const add = (i: number): void => {
    points.push({ x: xs[i] ?? 0, y: ys[i] ?? 0 });
  };
  if (covered <= 2 * columns) {
    for (let i = first; i <= last; i++) if (Number.isFinite(ys[i])) add(i);
    return { points, covered };
  }
  const scale = columns / (high - low || 1);
  let column = -Infinity;
  let [lowest, highest, lowestAt, highestAt] = [Infinity, -Infinity, 0, 0];
  const close = (): void => {
    if (lowest > highest) return;
    add(Math.min(lowestAt, highestAt));
    if (lowestAt !== highestAt) add(Math.max(lowestAt, highestAt));
  };
  for (let i = first; i <= last; i++) {
    const y = ys[i] ?? NaN;
    if (y - y !== 0) continue; // NaN and infinities
    const at = Math.floor(((xs[i] ?? 0) - low) * scale);
    if (at !== column) {
      close();
      column = at;
      lowest = highest = y;
      lowestAt = highestAt = i;
    } else if (y < lowest) {
      lowest = y;
      lowestAt = i;
    } else if (y > highest) {
      highest = y;
      highestAt = i;
    }
  }
  close();
  return { points, covered };
}
