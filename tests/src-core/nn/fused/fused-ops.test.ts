import { existsSync, readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  combine,
  combineGradient,
  pool,
  poolGradient,
  stage,
  stageGradient,
  type StageShape,
} from '../../../../src-core/nn/fused/fused-ops';
import { batchNormDifferentiable } from '../../../../src-core/nn/ops/batch-norm';
import { channelMoments } from '../../../../src-core/nn/ops/channel-moments';
import { conv, depthwiseConv } from '../../../../src-core/nn/ops/convolution';
import { avgPool3x3, maxPool3x3 } from '../../../../src-core/nn/ops/pool';
import { batchToSpace, padForStride2, spaceToBatch, subsample } from '../../../../src-core/nn/ops/rearrange';
import { relu } from '../../../../src-core/nn/ops/relu';
import { RandomStream } from '../../../../src-core/random';
import { loadFusedKernels } from '../../../../src-core/runtime/fused-kernels';
import { tf } from '../../../../src-core/runtime/tensorflow';

// Each kernel beside TensorFlow's own operations and tfjs's gradients of them, over shapes that fill registers and that do not.
const CHANNELS = fc.constantFrom(1, 3, 8, 16, 20, 33, 48);
// Enough pixels that a normalisation does not make gradients out of rounding alone.
const SIDE = fc.integer({ min: 5, max: 11 });
const RUNS = { numRuns: 15 };

test('the kernels are there, and load once however often they are asked for', () => {
  expect([loadFusedKernels(), loadFusedKernels()]).toEqual([true, true]);
});

// Multiplying and adding at once keeps what is rounded off between the two: here the 2^-24 of (1 + 2^-12)^2.
test.runIf(multipliesAndAdds())('the kernels are those of the generation that was asked for', () => {
  tf.tidy(() => {
    const z = (value: number): tf.Tensor4D => tf.fill([1, 1, 1, 16], value);
    const terms = [-(1 + 2 ** -11), 1 + 2 ** -12].map((value, place) => ({ z: z(value), moments: null, place }));
    const [rest] = combine(terms, tf.tensor1d([1, 1 + 2 ** -12])).dataSync();
    expect(rest).toBe(process.env['DARTBOARD_KERNELS'] === 'baseline' ? 0 : 2 ** -24);
  });
});

describe('a stage', () => {
  const kinds: [string, Pick<StageShape, 'kernel' | 'stride' | 'dilation'>][] = [
    ['1x1 convolution', { kernel: 0, stride: 1, dilation: 1 }],
    ['separable 3x3', { kernel: 3, stride: 1, dilation: 1 }],
    ['separable 5x5, stride 2', { kernel: 5, stride: 2, dilation: 1 }],
    ['dilated 3x3, stride 2', { kernel: 3, stride: 2, dilation: 2 }],
    ['dilated 5x5', { kernel: 5, stride: 1, dilation: 2 }],
  ];
  test.each(kinds)('%s: output, moments and gradients', (_, { kernel, stride, dilation }) => {
    fc.assert(
      fc.property(CHANNELS, CHANNELS, SIDE, SIDE, fc.boolean(), (channels, outputs, height, width, normalised) => {
        tf.tidy(() => {
          const random = new RandomStream(7, 'stage', channels, outputs, height, width);
          const x = randomTensor(random, [2, height, width, channels]);
          // Without a kernel a 1 takes its place: tfjs wants every input used.
          const filter =
            kernel === 0 ? tf.ones<tf.Rank.R4>([1, 1, 1, 1]) : randomTensor(random, [kernel, kernel, channels, 1]);
          const pointwise = randomTensor(random, [1, 1, channels, outputs]);
          const offset = kernel === 0 ? 0 : filter.size;
          const weights = kernel === 0 ? pointwise.flatten() : tf.concat1d([filter.flatten(), pointwise.flatten()]);
          const shape: StageShape = { kernel, stride, dilation, outputs, depthwise: 0, pointwise: offset };
          const moments = normalised ? momentsOf(x) : null;
          const output = stage(shape, x, moments, weights);

          // The plain form, up to the weighted normalisation that follows a stage.
          const convolved = (input: tf.Tensor4D, f: tf.Tensor4D, p: tf.Tensor4D): tf.Tensor4D => {
            const rectified = relu(input);
            return conv(kernel === 0 ? tf.mul(rectified, tf.sum(f)) : filtered(rectified, f, stride, dilation), p);
          };
          const input = normalised ? batchNormDifferentiable(x, { weight: tf.scalar(1) }) : x;
          expectClose(output.z, convolved(input, filter, pointwise));
          expectClose(output.moments, momentsOf(output.z));

          const dy = randomTensor(random, output.z.shape);
          const gains = tf.tensor1d([9, 0.3]);
          const terms = [{ ...output, place: 1 }];
          const { sums } = combineGradient(dy, terms);
          const ours = stageGradient(shape, x, moments, weights, output, { dy, sums, row: 1, place: 1 }, gains);
          const plain = tf.grads((i, f, p) =>
            tf.sum(
              tf.mul(
                batchNormDifferentiable(convolved(i as tf.Tensor4D, f as tf.Tensor4D, p as tf.Tensor4D), {
                  weight: tf.scalar(0.3),
                }),
                dy,
              ),
            ),
          )([input, filter, pointwise]);
          expectClose(ours.g, plain[0]);
          if (kernel > 0) expectClose(ours.depthwise, plain[1]?.flatten());
          expectClose(ours.pointwise, plain[2]?.flatten());
          if (normalised) {
            expectClose(ours.sums, tf.stack([tf.sum(ours.g, [0, 1, 2]), tf.sum(tf.mul(ours.g, input), [0, 1, 2])]));
          }
        });
      }),
      RUNS,
    );
  });

  test('two samplings side by side, as FactorizedReduce', () => {
    fc.assert(
      fc.property(CHANNELS, fc.constantFrom(2, 8, 32), SIDE, SIDE, (channels, outputs, height, width) => {
        tf.tidy(() => {
          const random = new RandomStream(8, 'sampling', channels, outputs, height, width);
          const x = randomTensor(random, [2, 2 * height, 2 * width, channels]);
          const halves = [0, 1].map(() => randomTensor(random, [1, 1, channels, outputs / 2]));
          const weights = tf.concat1d(halves.map((half) => half.flatten()));
          const { z } = stage(
            { kernel: 0, stride: 2, dilation: 1, outputs, depthwise: 0, pointwise: 0 },
            x,
            null,
            weights,
          );
          const parts = halves.map((half, i) => conv(subsample(relu(x), i === 0 ? 0 : 1), half));
          expectClose(z, tf.concat4d(parts, 3));
        });
      }),
      RUNS,
    );
  });
});

test('a sum of normalised and plain terms, and its gradient', () => {
  fc.assert(
    fc.property(
      CHANNELS,
      SIDE,
      fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }),
      (channels, side, normalised) => {
        tf.tidy(() => {
          const random = new RandomStream(9, 'sum', channels, side, normalised.length);
          const gains = tf.tensor1d(randomValues(random, normalised.length));
          const zs = normalised.map(() => randomTensor(random, [2, side, side, channels]));
          const terms = zs.map((z, i) => ({ z, moments: normalised[i] ? momentsOf(z) : null, place: i }));
          const units = zs.map((z, i) => (normalised[i] ? batchNormDifferentiable(z, { weight: tf.scalar(1) }) : z));
          const each = tf.split(gains, normalised.length);
          expectClose(combine(terms, gains), sum(units.map((unit, i) => tf.mul(unit, each[i] ?? 0))));
          const dy = randomTensor(random, [2, side, side, channels]);
          const gradient = combineGradient(dy, terms);
          expectClose(gradient.gains, tf.stack(units.map((unit) => tf.sum(tf.mul(unit, dy)))));
          expectClose(
            gradient.sums,
            tf.stack([dy, ...units.map((unit) => tf.mul(unit, dy))].map((product) => tf.sum(product, [0, 1, 2]))),
          );
        });
      },
    ),
    RUNS,
  );
});

describe.each(['max', 'avg'] as const)('%s pooling', (kind) => {
  test.each([1, 2] as const)('stride %i: output, moments, and the gradient of all its uses', (stride) => {
    fc.assert(
      fc.property(CHANNELS, SIDE, SIDE, fc.integer({ min: 1, max: 4 }), (channels, height, width, count) => {
        tf.tidy(() => {
          const random = new RandomStream(10, 'pool', channels, height, width, count);
          // Whole numbers tie often: the first maximum of a window gets the gradient.
          const x: tf.Tensor4D = tf.round(tf.mul(randomTensor(random, [2, height, width, channels]), 2));
          const plain = (input: tf.Tensor4D): tf.Tensor4D =>
            kind === 'max' ? maxPool3x3(input, stride) : avgPool3x3(input, stride);
          const output = pool(x, kind, stride);
          expectClose(output.z, plain(x));
          expectClose(output.moments, momentsOf(output.z));

          const gains = tf.tensor1d(randomValues(random, count));
          const dys = Array.from({ length: count }, () => randomTensor(random, output.z.shape));
          const uses = dys.map((dy, place) => ({
            dy,
            sums: combineGradient(dy, [{ ...output, place }]).sums,
            row: 1,
            place,
          }));
          const each = tf.split(gains, count);
          const reference = tf.grad((input) => {
            const unit = batchNormDifferentiable(plain(input as tf.Tensor4D), { weight: tf.scalar(1) });
            return tf.sum(tf.mul(unit, sum(dys.map((dy, i) => tf.mul(dy, each[i] ?? 0)))));
          })(x);
          expectClose(poolGradient(x, kind, stride, output, uses, gains), reference);
        });
      }),
      RUNS,
    );
  });
});

/** Whether this processor can, so that newer kernels than the baseline's run on it. */
function multipliesAndAdds(): boolean {
  return existsSync('/proc/cpuinfo') && /\bfma\b/.test(readFileSync('/proc/cpuinfo', 'utf8'));
}

function filtered(x: tf.Tensor4D, filter: tf.Tensor4D, stride: 1 | 2, dilation: 1 | 2): tf.Tensor4D {
  const [, height, width] = x.shape;
  if (dilation === 1) {
    if (stride === 1) return depthwiseConv(x, filter, 1, 'SAME');
    return depthwiseConv(padForStride2(x, filter.shape[0]), filter, 2, 'VALID');
  }
  const whole = batchToSpace(depthwiseConv(spaceToBatch(x), filter, 1, 'SAME'), height, width);
  if (stride === 1) return whole;
  const even = tf.pad4d(whole, [
    [0, 0],
    [0, height % 2],
    [0, width % 2],
    [0, 0],
  ]);
  return subsample(even, 0);
}

function momentsOf(x: tf.Tensor4D): tf.Tensor1D {
  const { mean, variance } = channelMoments(x);
  return tf.concat1d([mean, variance]);
}

function sum(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tensors.reduce((total, each) => tf.add(total, each));
}

function randomTensor(random: RandomStream, shape: tf.Tensor4D['shape']): tf.Tensor4D {
  return tf.tensor4d(
    randomValues(
      random,
      shape.reduce((product, side) => product * side, 1),
    ),
    shape,
  );
}

function randomValues(random: RandomStream, length: number): Float32Array {
  return Float32Array.from({ length }, () => random.normal());
}

/** Within some last digits of the largest number, or of 1: gradients that are zero in truth come out of larger summands. */
function expectClose(actual: tf.Tensor, expected: tf.Tensor | undefined): void {
  if (!expected) throw new Error('Nothing to compare with.');
  expect(actual.shape).toEqual(expected.shape);
  const values = Float32Array.from(expected.dataSync());
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const apart = Float32Array.from(actual.dataSync()).reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (values[i] ?? 0))),
    0,
  );
  expect(apart / largest).toBeLessThan(1e-4);
}
