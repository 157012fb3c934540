import { firstAtLeast } from './typed-column';

/** The part of an axis that is drawn, and the pixels it fills. */
export interface Span {
  readonly low: number;
  readonly high: number;
  readonly from: number;
  readonly to: number;
}

/** A line as it is drawn, however many points it has. */
export interface Trace {
  /** x in pixels and y in its own unit, by turns. */
  readonly points: Float64Array;
  /** Where several points share a pixel's column: x in pixels, lowest and highest y, by turns; empty when none do. */
  readonly band: Float64Array;
  /** The points of the line that are in sight, and one beyond on either side. */
  readonly first: number;
  readonly last: number;
}

/**
 * The line between `span.low` and `span.high`, thinned to what pixels can show. While every point has room it is the line
 * itself. Else each column of pixels gives its lowest and highest value in the order in which they came, so that no
 * extreme is lost. Points without a finite y are left out.
 *
 * @param xs ascending
 */
export function traceLine(xs: Float64Array, ys: Float64Array, span: Span): Trace {
  const first = Math.max(0, firstAtLeast(xs, span.low) - 1);
  const last = Math.min(xs.length - 1, firstAtLeast(xs, span.high));
  const scale = (span.to - span.from) / (span.high - span.low || 1);
  const columns = Math.max(1, Math.ceil(span.to - span.from)) + 2;
  if (last - first < 2 * columns) return plainTrace(xs, ys, span, scale, first, last);

  const points = new Float64Array(columns * 4 + 8);
  const band = new Float64Array(columns * 3 + 6);
  let [size, width] = [0, 0];
  let column = -Infinity;
  let [low, high, lowAt, highAt] = [Infinity, -Infinity, 0, 0];

  const close = (): void => {
    if (low > high) return;
    const x = span.from + column + 0.5;
    band[width++] = x;
    band[width++] = low;
    band[width++] = high;
    points[size++] = x;
    points[size++] = lowAt <= highAt ? low : high;
    if (low === high) return;
    points[size++] = x;
    points[size++] = lowAt <= highAt ? high : low;
  };
  for (let i = first; i <= last; i++) {
    const y = ys[i] ?? NaN;
    if (y - y !== 0) continue; // NaN and infinities
    const at = Math.max(-1, Math.min(columns - 2, Math.floor(((xs[i] ?? 0) - span.low) * scale)));
    if (at !== column) {
      close();
      column = at;
      low = high = y;
      lowAt = highAt = i;
    } else if (y < low) {
      low = y;
      lowAt = i;
    } else if (y > high) {
      high = y;
      highAt = i;
    }
  }
  close();
  return { points: points.subarray(0, size), band: band.subarray(0, width), first, last };
}

function plainTrace(xs: Float64Array, ys: Float64Array, span: Span, scale: number, first: number, last: number): Trace {
  const points = new Float64Array(2 * Math.max(0, last - first + 1));
  let size = 0;
  for (let i = first; i <= last; i++) {
    const y = ys[i] ?? NaN;
    if (!Number.isFinite(y)) continue;
    points[size++] = span.from + ((xs[i] ?? 0) - span.low) * scale;
    points[size++] = y;
  }
  return { points: points.subarray(0, size), band: new Float64Array(0), first, last };
}
