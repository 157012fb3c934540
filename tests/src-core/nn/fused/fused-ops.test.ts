import { existsSync, readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  combine,
  combineGradient,
  type Normalised,
  pool,
  poolGradient,
  stage,
  stageGradient,
  type StageShape,
  type Term,
  type Upstream,
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
    const terms = [-(1 + 2 ** -11), 1 + 2 ** -12].map((value, place): Term => ({
      z: z(value),
      moments: null,
      affine: null,
      place,
      path: -1,
    }));
    const [rest] = combine(terms, { gains: tf.tensor1d([1, 1 + 2 ** -12]), paths: null }).dataSync();
    expect(rest).toBe(process.env['DARTBOARD_KERNELS'] === 'baseline' ? 0 : 2 ** -24);
  });
});

describe('a stage', () => {
  const kinds: [string, Pick<StageShape, 'kernel' | 'stride' | 'dilation'>][] = [
    ['1x1 convolution', { kernel: 0, stride: 1, dilation: 1 }],
    ['separable 3x3', { kernel: 3, stride: 1, dilation: 1 }],
    ['separable 5x5, stride 2', { kernel: 5, stride: 2, dilation: 1 }],
    ['separable 7x7', { kernel: 7, stride: 1, dilation: 1 }],
    ['dilated 3x3, stride 2', { kernel: 3, stride: 2, dilation: 2 }],
    ['dilated 5x5', { kernel: 5, stride: 1, dilation: 2 }],
  ];
  /** How the input is normalised, and what the normalised output is multiplied by. */
  const cases = fc.record({
    channels: CHANNELS,
    outputs: CHANNELS,
    height: SIDE,
    width: SIDE,
    input: fc.constantFrom('plain', 'normalised', 'scaled'),
    output: fc.constantFrom('gain', 'scaled', 'path'),
  });
  test.each(kinds)('%s: output, moments and gradients', (_, { kernel, stride, dilation }) => {
    fc.assert(
      fc.property(cases, ({ channels, outputs, height, width, ...normalised }) => {
        tf.tidy(() => {
          const random = new RandomStream(7, 'stage', channels, outputs, height, width);
          const x = randomTensor(random, [2, height, width, channels]);
          // Without a kernel a 1 takes its place: tfjs wants every input used.
          const filter =
            kernel === 0 ? tf.ones<tf.Rank.R4>([1, 1, 1, 1]) : randomTensor(random, [kernel, kernel, channels, 1]);
          const pointwise = randomTensor(random, [1, 1, channels, outputs]);
          const [inScale, inOffset] = [channels, channels].map((size) => randomVector(random, size));
          const [outScale, outOffset] = [outputs, outputs].map((size) => randomVector(random, size));
          if (!inScale || !inOffset || !outScale || !outOffset) throw new Error('Too few.');
          const { weights, places } = endToEnd([
            filter,
            pointwise,
            inScale,
            inOffset,
            outScale,
            outOffset,
            tf.tensor1d([0.3]),
          ]);
          const [
            depthwiseAt = 0,
            pointwiseAt = 0,
            inScaleAt = 0,
            inOffsetAt = 0,
            outScaleAt = 0,
            outOffsetAt = 0,
            gainAt = 0,
          ] = places;
          const shape: StageShape = {
            kernel,
            stride,
            dilation,
            outputs,
            depthwise: depthwiseAt,
            pointwise: pointwiseAt,
          };
          const paths = tf.tensor2d([
            [1, 1],
            [0.5, 2],
          ]);
          const input: Normalised = {
            z: x,
            moments: normalised.input === 'plain' ? null : momentsOf(x),
            affine: normalised.input === 'scaled' ? { scale: inScaleAt, offset: inOffsetAt } : null,
          };
          const result = stage(shape, input, weights);

          // The plain form, up to the normalisation that follows a stage and what that is multiplied by.
          const convolved = (entering: tf.Tensor4D, f: tf.Tensor4D, p: tf.Tensor4D): tf.Tensor4D => {
            const rectified = relu(entering);
            return conv(kernel === 0 ? tf.mul(rectified, tf.sum(f)) : filtered(rectified, f, stride, dilation), p);
          };
          const unit = normalised.input === 'plain' ? x : batchNormDifferentiable(x, { weight: tf.scalar(1) });
          const entering: tf.Tensor4D = normalised.input === 'scaled' ? tf.add(tf.mul(unit, inScale), inOffset) : unit;
          expectClose(result.z, convolved(entering, filter, pointwise));
          expectClose(result.moments, momentsOf(result.z));

          const dy = randomTensor(random, result.z.shape);
          const by = { gains: weights, paths };
          const output: Term = {
            ...result,
            affine: normalised.output === 'gain' ? null : { scale: outScaleAt, offset: outOffsetAt },
            place: normalised.output === 'gain' ? gainAt : -1,
            path: normalised.output === 'path' ? 1 : -1,
          };
          const before = normalised.input === 'plain' ? randomTensor(random, x.shape) : null;
          const upstream = upstreamOf(combineGradient(dy, [output], by));
          const ours = stageGradient(shape, input, weights, output, upstream, by, before);
          const leaving = (z: tf.Tensor4D): tf.Tensor => {
            if (normalised.output === 'gain') return batchNormDifferentiable(z, { weight: tf.scalar(0.3) });
            const scaled = batchNormDifferentiable(z, { scale: outScale, offset: outOffset });
            return normalised.output === 'path' ? tf.mul(scaled, tf.tensor4d([0.5, 2], [2, 1, 1, 1])) : scaled;
          };
          const plain = tf.grads((i, f, p) =>
            tf.sum(tf.mul(leaving(convolved(i as tf.Tensor4D, f as tf.Tensor4D, p as tf.Tensor4D)), dy)),
          )([entering, filter, pointwise]);
          expectClose(ours.g, before === null ? plain[0] : tf.add(before, plain[0] as tf.Tensor));
          if (kernel > 0) expectClose(ours.depthwise, plain[1]?.flatten());
          // What a single channel is multiplied by, the normalisation undoes: nothing but rounding is left of its gradient.
          expectClose(ours.pointwise, plain[2]?.flatten(), channels === 1 ? 10 : 1);
          if (normalised.input !== 'plain') {
            expectClose(ours.sums, tf.stack([tf.sum(ours.g, [0, 1, 2]), tf.sum(tf.mul(ours.g, unit), [0, 1, 2])]));
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
            { z: x, moments: null, affine: null },
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

test('a sum of terms of all kinds, and its gradient', () => {
  const term = fc.record({
    kind: fc.constantFrom('plain', 'normalised', 'scaled'),
    path: fc.integer({ min: -1, max: 1 }),
  });
  fc.assert(
    fc.property(CHANNELS, SIDE, fc.array(term, { minLength: 1, maxLength: 9 }), (channels, side, kinds) => {
      tf.tidy(() => {
        const random = new RandomStream(9, 'sum', channels, side, kinds.length);
        const [scale, offset] = [randomVector(random, channels), randomVector(random, channels)];
        const each = kinds.map(() => tf.tensor1d(randomValues(random, 1)));
        const { weights: gains, places } = endToEnd([scale, offset, ...each]);
        const factors = [
          [0, 2],
          [1.5, 1],
        ];
        const by = { gains, paths: tf.tensor2d(factors) };
        const zs = kinds.map(() => randomTensor(random, [2, side, side, channels]));
        const terms = zs.map((z, i): Term => {
          const { kind, path } = kinds[i] ?? { kind: 'plain', path: -1 };
          return {
            z,
            moments: kind === 'plain' ? null : momentsOf(z),
            affine: kind === 'scaled' ? { scale: 0, offset: channels } : null,
            place: places[2 + i] ?? -1,
            path,
          };
        });
        const factorOf = ({ path }: Term): tf.Tensor => tf.tensor4d(factors[path] ?? [1, 1], [2, 1, 1, 1]);
        const units = terms.map(({ z, moments }) =>
          moments ? batchNormDifferentiable(z, { weight: tf.scalar(1) }) : z,
        );
        const summands = terms.map((one, i) => {
          const unit = units[i] ?? one.z;
          const scaled = one.affine ? tf.add(tf.mul(unit, scale), offset) : unit;
          return tf.mul(tf.mul(scaled, each[i] ?? 0), factorOf(one));
        });
        expectClose(combine(terms, by), sum(summands));

        const dy = randomTensor(random, [2, side, side, channels]);
        const { upstreams, gains: ofGains } = combineGradient(dy, terms, by);
        const dys = terms.map((one) => tf.mul(dy, factorOf(one)));
        const products = dys.map((each_, i) => tf.mul(each_, units[i] ?? 0));
        expectClose(ofGains, tf.stack(products.map((product) => tf.sum(product))));
        const rows = upstreams.flatMap(({ sums, sum: total, row }) => [total, row].map((at) => tf.gather(sums, at)));
        expectClose(
          tf.stack(rows),
          tf.stack(dys.flatMap((each_, i) => [each_, products[i] ?? each_].map((all) => tf.sum(all, [0, 1, 2])))),
        );
      });
    }),
    RUNS,
  );
});

describe.each(['max', 'avg'] as const)('%s pooling', (kind) => {
  test.each([1, 2] as const)('stride %i: output, moments, and the gradient of all its uses', (stride) => {
    const uses = fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(CHANNELS, SIDE, SIDE, uses, fc.boolean(), (channels, height, width, ofUses, normalised) => {
        tf.tidy(() => {
          const random = new RandomStream(10, 'pool', channels, height, width, ofUses.length);
          // Whole numbers tie often: the first maximum of a window gets the gradient.
          const x: tf.Tensor4D = tf.round(tf.mul(randomTensor(random, [2, height, width, channels]), 2));
          const plain = (input: tf.Tensor4D): tf.Tensor4D =>
            kind === 'max' ? maxPool3x3(input, stride) : avgPool3x3(input, stride);
          const { z, moments } = pool(x, kind, stride, normalised);
          expectClose(z, plain(x));
          expectClose(moments, normalised ? momentsOf(z) : tf.zeros([0]));

          const factors = [
            [0, 2],
            [1.5, 1],
          ];
          const by = { gains: tf.tensor1d(randomValues(random, ofUses.length)), paths: tf.tensor2d(factors) };
          const dys = ofUses.map(() => randomTensor(random, z.shape));
          const output: Normalised = { z, moments: normalised ? moments : null, affine: null };
          const upstreams = dys.map((dy, place) =>
            upstreamOf(combineGradient(dy, [{ ...output, place, path: ofUses[place] ?? -1 }], by)),
          );
          const each = tf.split(by.gains, ofUses.length);
          const reference = tf.grad((input) => {
            const pooled = plain(input as tf.Tensor4D);
            const unit = normalised ? batchNormDifferentiable(pooled, { weight: tf.scalar(1) }) : pooled;
            const weighted = dys.map((dy, i) =>
              tf.mul(tf.mul(dy, each[i] ?? 0), tf.tensor4d(factors[ofUses[i] ?? -1] ?? [1, 1], [2, 1, 1, 1])),
            );
            return tf.sum(tf.mul(unit, sum(weighted)));
          })(x);
          expectClose(poolGradient(x, kind, stride, output, upstreams, by), reference);
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

function upstreamOf({ upstreams: [first] }: { readonly upstreams: readonly Upstream[] }): Upstream {
  if (!first) throw new Error('No gradient.');
  return first;
}

/** Tensors one after another as one vector, and where each begins. */
function endToEnd(tensors: readonly tf.Tensor[]): { weights: tf.Tensor1D; places: number[] } {
  let place = 0;
  const places = tensors.map(({ size }) => {
    place += size;
    return place - size;
  });
  return { weights: tf.concat1d(tensors.map((tensor) => tensor.flatten())), places };
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

function randomVector(random: RandomStream, length: number): tf.Tensor1D {
  return tf.tensor1d(randomValues(random, length));
}

function randomValues(random: RandomStream, length: number): Float32Array {
  return Float32Array.from({ length }, () => random.normal());
}

/** Within some last digits of the largest number, or of `least`: gradients that are zero in truth come out of larger summands. */
function expectClose(actual: tf.Tensor, expected: tf.Tensor | undefined, least = 1): void {
  if (!expected) throw new Error('Nothing to compare with.');
  expect(actual.shape).toEqual(expected.shape);
  const values = Float32Array.from(expected.dataSync());
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), least);
  const apart = Float32Array.from(actual.dataSync()).reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (values[i] ?? 0))),
    0,
  );
  expect(apart / largest).toBeLessThan(3e-4);
}
