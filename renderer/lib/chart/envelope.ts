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
  for (let column = 0, start = first; start <= last; column++) {
    const end = column < columns ? firstAtLeast(xs, low + ((column + 1) / columns) * (high - low)) : last + 1;
    const [lowest, highest] = extremes(ys, start, Math.min(end, last + 1));
    if (lowest >= 0) add(Math.min(lowest, highest));
    if (lowest !== highest) add(Math.max(lowest, highest));
    start = Math.max(start, end);
  }
  return { points, covered };
}

/** Where the lowest and the highest finite value from `start` to before `end` are; -1 twice where there is none. */
function extremes(ys: Float64Array, start: number, end: number): readonly [number, number] {
  let [lowest, highest, lowestAt, highestAt] = [Infinity, -Infinity, -1, -1];
  for (let i = start; i < end; i++) {
    const y = ys[i] ?? NaN;
    if (y - y !== 0) continue; // NaN and infinities
    if (y < lowest) {
      lowest = y;
      lowestAt = i;
    }
    if (y > highest) {
      highest = y;
      highestAt = i;
    }
  }
  return [lowestAt, highestAt];
}
