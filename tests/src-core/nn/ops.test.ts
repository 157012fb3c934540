import { describe, expect, test } from 'vitest';

import { batchNormTraining } from '../../../src-core/nn/ops/batch-norm';
import { channelMoments } from '../../../src-core/nn/ops/channel-moments';
import { conv, depthwiseConv } from '../../../src-core/nn/ops/convolution';
import { avgPool3x3, maxPool3x3 } from '../../../src-core/nn/ops/pool';
import { batchToSpace, padForStride2, spaceToBatch, subsample } from '../../../src-core/nn/ops/rearrange';
import { relu } from '../../../src-core/nn/ops/relu';
import { logSoftmax, softmax } from '../../../src-core/nn/ops/softmax';
import { weighted } from '../../../src-core/nn/ops/weighted';
import { tf } from '../../../src-core/runtime/tensorflow';

type Op = (x: tf.Tensor4D) => tf.Tensor;

const filter3: tf.Tensor4D = tf.randomNormal([3, 3, 4, 1], 0, 1, 'float32', 2);
const filter5: tf.Tensor4D = tf.randomNormal([5, 5, 4, 1], 0, 1, 'float32', 3);
const pointwise: tf.Tensor4D = tf.randomNormal([1, 1, 4, 6], 0, 1, 'float32', 4);

const OPS: Record<string, Op> = {
  relu,
  'max pool, stride 1': (x) => maxPool3x3(x, 1),
  'max pool, stride 2': (x) => maxPool3x3(x, 2),
  'average pool, stride 1': (x) => avgPool3x3(x, 1),
  'average pool, stride 2': (x) => avgPool3x3(x, 2),
  'depthwise 3x3, stride 1': (x) => depthwiseConv(x, filter3, 1, 'SAME'),
  'depthwise 5x5, stride 1': (x) => depthwiseConv(x, filter5, 1, 'SAME'),
  'depthwise 3x3, stride 2': (x) => depthwiseConv(padForStride2(x, 3), filter3, 2, 'VALID'),
  'depthwise 5x5, stride 2': (x) => depthwiseConv(padForStride2(x, 5), filter5, 2, 'VALID'),
  'depthwise 5x5, dilation 2': (x) => {
    const [, height, width] = x.shape;
    return batchToSpace(depthwiseConv(spaceToBatch(x), filter5, 1, 'SAME'), height, width);
  },
  'pointwise convolution': (x) => conv(x, pointwise),
  'subsample from 0': (x) => subsample(x, 0),
  'subsample from 1': (x) => subsample(x, 1),
  weighted: (x) => weighted(x, tf.scalar(0.3)),
  softmax,
  logSoftmax,
};

const SIZES: [number, number][] = [
  [6, 6],
  [7, 5],
];

/** The derivative along `direction`, by a difference over so short a way that hardly a kink lies on it. */
function along(op: Op, x: tf.Tensor4D, direction: tf.Tensor4D): tf.Tensor {
  const h = 1e-3;
  const [ahead, behind] = [op(tf.add(x, tf.mul(direction, h))), op(tf.sub(x, tf.mul(direction, h)))];
  return tf.div(tf.sub(ahead, behind), 2 * h);
}

function inner(a: tf.Tensor, b: tf.Tensor): number {
  return tf.sum(tf.mul(a, b)).dataSync()[0] ?? Number.NaN;
}

describe.each(SIZES)('gradients on %i x %i images', (height, width) => {
  test.each(Object.entries(OPS))('%s: its gradient is the adjoint of its derivative', (_, op) => {
    tf.tidy(() => {
      const x: tf.Tensor4D = tf.randomNormal([2, height, width, 4], 0, 1, 'float32', 1);
      const direction: tf.Tensor4D = tf.randomNormal(x.shape, 0, 1, 'float32', 5);
      const upstream = tf.randomNormal(op(x).shape, 0, 1, 'float32', 6);
      const gradient = tf.grad((input: tf.Tensor) => tf.sum(tf.mul(op(input as tf.Tensor4D), upstream)))(x);
      const [left, right] = [inner(upstream, along(op, x, direction)), inner(gradient, direction)];
      expect(Math.abs(left - right)).toBeLessThan(2e-3 * (Math.abs(left) + 1));
    });
  });

  test.each(Object.entries(OPS))('%s: its gradient can be differentiated again', (_, op) => {
    tf.tidy(() => {
      const x: tf.Tensor4D = tf.randomNormal([2, height, width, 4], 0, 1, 'float32', 1);
      const direction: tf.Tensor4D = tf.randomNormal(x.shape, 0, 1, 'float32', 5);
      const upstream = tf.randomNormal(op(x).shape, 0, 1, 'float32', 6);
      // The gradient along `direction`, as a function of the upstream gradient, is the derivative along `direction`.
      const again = tf.grad((dy: tf.Tensor) => {
        const gradient = tf.grad((input: tf.Tensor) => tf.sum(tf.mul(op(input as tf.Tensor4D), dy)))(x);
        return tf.sum(tf.mul(gradient, direction));
      })(upstream);
      const expected = along(op, x, direction);
      const error = tf.norm(tf.sub(again, expected)).dataSync()[0] ?? Number.NaN;
      expect(error).toBeLessThan(2e-3 * ((tf.norm(expected).dataSync()[0] ?? 0) + 1));
    });
  });
});

describe('padding', () => {
  test('at stride 2 the first window begins one pixel outside, as in PyTorch', () => {
    // A 3x3 sum over ones counts a window's pixels: 4 in the corner where two sides are cut, 9 inside.
    const sums = depthwiseConv(padForStride2(tf.ones([1, 4, 4, 1]), 3), tf.ones([3, 3, 1, 1]), 2, 'VALID');
    expect(Array.from(sums.dataSync())).toEqual([4, 6, 6, 9]);
  });

  test('an average counts only pixels inside the image', () => {
    const averages = avgPool3x3(tf.ones([1, 5, 4, 1]), 2);
    expect(averages.shape).toEqual([1, 3, 2, 1]);
    for (const value of averages.dataSync()) expect(value).toBeCloseTo(1, 6);
  });

  test('a maximum of negative numbers is not the padding', () => {
    const maxima = maxPool3x3(tf.fill([1, 4, 4, 1], -2), 2);
    expect(Array.from(maxima.dataSync())).toEqual([-2, -2, -2, -2]);
  });

  test('dilation 2 reads every second pixel', () => {
    // One bright pixel in the middle of 5x5 is seen by the windows two away from it, not by its neighbours.
    const pixels = Array.from({ length: 25 }, (_, i) => Number(i === 12));
    const x = tf.tensor4d(pixels, [1, 5, 5, 1]);
    const y = batchToSpace(depthwiseConv(spaceToBatch(x), tf.ones([3, 3, 1, 1]), 1, 'SAME'), 5, 5);
    const lit = Array.from(y.dataSync()).flatMap((value, i) => (value === 1 ? [i] : []));
    expect(lit).toEqual([0, 2, 4, 10, 12, 14, 20, 22, 24]);
  });
});

describe('batch normalisation', () => {
  test('keeps the digits of mean and variance over a large batch', () => {
    const x: tf.Tensor4D = tf.relu<tf.Tensor4D>(tf.randomNormal([16, 32, 32, 4], 0.3, 1, 'float32', 7));
    const values = Array.from(x.dataSync());
    const pixels = values.length / 4;
    const { mean, variance } = channelMoments(x);
    for (let channel = 0; channel < 4; channel++) {
      const own = values.filter((_, i) => i % 4 === channel);
      const exactMean = own.reduce((sum, value) => sum + value, 0) / pixels;
      const exactVariance = own.reduce((sum, value) => sum + (value - exactMean) ** 2, 0) / pixels;
      expect(Math.abs((mean.dataSync()[channel] ?? 0) / exactMean - 1)).toBeLessThan(3e-7);
      expect(Math.abs((variance.dataSync()[channel] ?? 0) / exactVariance - 1)).toBeLessThan(3e-7);
    }
  });

  test('gives the mean and the biased variance of the batch', () => {
    // Mean 2; squared distances 1 + 1 = 2 over n = 2.
    const { y, statistics } = batchNormTraining(tf.tensor4d([1, 3], [2, 1, 1, 1]), { weight: tf.scalar(0.5) });
    expect(statistics.mean.dataSync()[0]).toBe(2);
    expect(statistics.variance.dataSync()[0]).toBe(1);
    // (1 - 2) / sqrt(1 + 1e-5) / 2 on the first pixel.
    expect(y.dataSync()[0]).toBeCloseTo(-0.4999975, 6);
  });

  test("gives an edge's weight the gradient of the normalised tensor along the upstream one", () => {
    const x: tf.Tensor4D = tf.randomNormal([2, 4, 4, 3], 0, 1, 'float32', 8);
    const upstream = tf.randomNormal(x.shape, 0, 1, 'float32', 9);
    const loss = (weight: tf.Tensor): tf.Scalar =>
      tf.sum(tf.mul(batchNormTraining(x, { weight: weight as tf.Scalar }).y, upstream));
    const [gradient] = tf.grad(loss)(tf.scalar(0.7)).dataSync();
    const [slope] = loss(tf.scalar(1)).dataSync();
    expect(gradient).toBeCloseTo(slope ?? Number.NaN, 4);
  });
});
