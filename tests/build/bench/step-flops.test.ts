import { describe, expect, it } from 'vitest';

import { stepFlops } from '../../../build/bench/step-flops';
import { Parameters } from '../../../src-core/nn/parameters';

/** Of one weight in a step of first order on one image, whose network has three cells: the last two reduce. */
function flopsOf(name: string, shape: readonly number[]): number {
  const parameters = new Parameters();
  parameters.weight(name, shape, 'uniform');
  return stepFlops(parameters, { layers: 3, batch: 1, order: 1 }).flops;
}

/** Forward, and twice as much backward, in each of two passes. */
const PASSES = 2 * 3;

describe('stepFlops', () => {
  it.each([
    ['stem.0.weight', [3, 3, 3, 12], 32],
    ['cells.0._ops.0._ops.4.op.1.weight', [3, 3, 4, 1], 32],
    ['cells.1.preprocess0.op.1.weight', [1, 1, 12, 8], 32],
    ['cells.1._ops.0._ops.4.op.1.weight', [3, 3, 8, 1], 16],
    ['cells.2.preprocess1.op.1.weight', [1, 1, 32, 16], 16],
    ['cells.2._ops.0._ops.3.conv_1.weight', [1, 1, 16, 8], 8],
  ])('counts a product and a sum for each weight of %s and each pixel', (name, shape, side) => {
    const weights = shape.reduce((product, length) => product * length, 1);
    expect(flopsOf(name, shape)).toBe(PASSES * 2 * weights * side ** 2);
  });

  it('takes the classifier once an image', () => {
    expect(flopsOf('classifier.weight', [64, 10])).toBe(PASSES * 2 * 640);
  });

  it('makes five passes in a step of second order, each over the whole batch', () => {
    const parameters = new Parameters();
    parameters.weight('stem.0.weight', [3, 3, 3, 12], 'uniform');
    const first = stepFlops(parameters, { layers: 3, batch: 1, order: 1 }).flops;
    expect(stepFlops(parameters, { layers: 3, batch: 4, order: 2 }).flops).toBe((first * 4 * 5) / 2);
  });

  it.each([
    [1, 5 / 6],
    [2, 13 / 15],
  ] as const)('leaves out, in a step of order %i, the gradients of weights that nobody reads', (order, needed) => {
    const parameters = new Parameters();
    parameters.weight('stem.0.weight', [3, 3, 3, 12], 'uniform');
    const { flops, neededFlops } = stepFlops(parameters, { layers: 3, batch: 1, order });
    expect(neededFlops / flops).toBeCloseTo(needed, 12);
  });
});
