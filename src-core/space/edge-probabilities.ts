/**
 * Softmax over the operations of each edge.
 *
 * @param alphas `[edges][operations]`, before the softmax
 * @returns `[edges][operations]`; each row sums to 1
 */
export function edgeProbabilities(alphas: readonly (readonly number[])[]): number[][] {
  return alphas.map((row) => {
    const largest = Math.max(...row); // keeps exp() from overflowing
    const powers = row.map((alpha) => Math.exp(alpha - largest));
    const sum = sumInLanes(powers);
    return powers.map((power) => power / sum);
  });
}

const LANES = 4;

/**
 * Adds in the order of PyTorch's softmax in float64 (four lanes, then lane by lane). It decides how two edges rank whose
 * alphas are the same numbers in another order: equal in truth, they differ by a rounding error that depends on the order.
 */
function sumInLanes(values: readonly number[]): number {
  const lanes = Array.from({ length: LANES }, (_, lane) => sum(values.filter((_, i) => i % LANES === lane)));
  return sum(lanes);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
