/** A point as Chart.js takes it unparsed. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * At most `limit` (4 or more) of the points, so that the line looks the same: the points are cut into runs of equal
 * length and each run gives its lowest and its highest, in order; the first and the last point always stay. Points
 * without a finite y are left out.
 */
export function decimate(xs: Float64Array, ys: Float64Array, limit: number): Point[] {
  const finite = finiteIndices(ys);
  if (finite.length <= limit) return Array.from(finite, (index) => pointAt(xs, ys, index));
  const inner = finite.subarray(1, -1);
  const runs = Math.max(1, Math.floor((limit - 2) / 2));
  const kept = [finite[0] ?? 0];
  for (let run = 0; run < runs; run++) {
    const from = Math.floor((inner.length * run) / runs);
    const to = Math.floor((inner.length * (run + 1)) / runs);
    const { lowest, highest } = extremes(ys, inner.subarray(from, to));
    kept.push(Math.min(lowest, highest));
    if (lowest !== highest) kept.push(Math.max(lowest, highest));
  }
  kept.push(finite[finite.length - 1] ?? 0);
  return kept.map((index) => pointAt(xs, ys, index));
}

function finiteIndices(ys: Float64Array): Uint32Array {
  const indices = new Uint32Array(ys.length);
  let count = 0;
  for (let i = 0; i < ys.length; i++) {
    if (Number.isFinite(ys[i])) indices[count++] = i;
  }
  return indices.subarray(0, count);
}

function extremes(ys: Float64Array, indices: Uint32Array): { lowest: number; highest: number } {
  let lowest = indices[0] ?? 0;
  let highest = lowest;
  for (const index of indices) {
    const y = ys[index] ?? 0;
    if (y < (ys[lowest] ?? 0)) lowest = index;
    if (y > (ys[highest] ?? 0)) highest = index;
  }
  return { lowest, highest };
}

function pointAt(xs: Float64Array, ys: Float64Array, index: number): Point {
  return { x: xs[index] ?? 0, y: ys[index] ?? 0 };
}
