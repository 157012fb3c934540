/**
 * Exponential moving average without the pull towards zero at the start, as TensorBoard draws it. A weight of 0 keeps
 * the values, one near 1 gives a long memory. What is not finite stays as it is and does not count.
 */
export function smooth(ys: Float64Array, weight: number): Float64Array {
  if (weight <= 0) return ys;
  const smoothed = new Float64Array(ys.length);
  let average = 0;
  let remaining = 1;
  for (let i = 0; i < ys.length; i++) {
    const y = ys[i] ?? NaN;
    if (!Number.isFinite(y)) {
      smoothed[i] = y;
      continue;
    }
    average = average * weight + (1 - weight) * y;
    remaining *= weight;
    smoothed[i] = average / (1 - remaining);
  }
  return smoothed;
}
