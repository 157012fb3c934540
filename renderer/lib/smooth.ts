/** Above so many points the memory of the average grows with the line, so that it looks the same at any length. */
const VIEW = 1000;

/**
 * Exponential moving average without the pull towards zero at the start, as TensorBoard draws it; over more than a thousand
 * points its weight counts for a thousandth of the line instead of for a point, as in Weights & Biases. A weight of 0
 * keeps the values, one near 1 gives a long memory. What is not finite stays as it is and does not count.
 */
export function smooth(ys: Float64Array, weight: number): Float64Array {
  if (weight <= 0) return ys;
  const kept = weight ** Math.min(1, VIEW / ys.length);
  const smoothed = new Float64Array(ys.length);
  let average = 0;
  let remaining = 1;
  for (let i = 0; i < ys.length; i++) {
    const y = ys[i] ?? NaN;
    if (!Number.isFinite(y)) {
      smoothed[i] = y;
      continue;
    }
    average = average * kept + (1 - kept) * y;
    remaining *= kept;
    smoothed[i] = average / (1 - remaining);
  }
  return smoothed;
}
