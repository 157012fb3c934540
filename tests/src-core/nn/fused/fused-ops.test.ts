import { existsSync, readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  type ChainStage,
  combine,
  combineGradient,
  join,
  type Normalised,
  parameterFreeGradient,
  pool,
  split,
  stages,
  stagesGradient,
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

type Window = Pick<StageShape, 'kernel' | 'stride' | 'dilation'>;
const SEPARABLE: Window = { kernel: 3, stride: 1, dilation: 1 };
const SAMPLING: Window = { kernel: 0, stride: 2, dilation: 1 };

describe('stages', () => {
  const kinds: [string, Window][] = [
    ['1x1 convolution', { kernel: 0, stride: 1, dilation: 1 }],
    ['separable 3x3', SEPARABLE],
    ['separable 5x5, stride 2', { kernel: 5, stride: 2, dilation: 1 }],
    ['separable 7x7', { kernel: 7, stride: 1, dilation: 1 }],
    ['dilated 3x3, stride 2', { kernel: 3, stride: 2, dilation: 2 }],
    ['dilated 5x5', { kernel: 5, stride: 1, dilation: 2 }],
    ['two samplings side by side, as FactorizedReduce', SAMPLING],
  ];
  const sizes = { channels: CHANNELS, outputs: fc.constantFrom(2, 8, 16, 20, 48), height: SIDE, width: SIDE };
  const use = { by: fc.constantFrom<StageCase['by']>('gains', 'scales'), path: fc.boolean(), before: fc.boolean() };

  test.each(kinds)('%s: outputs, moments and gradients', (_, window) => {
    const chains = fc.constantFrom<Window[][]>([[window]], [[window, SEPARABLE]], [[SEPARABLE, window]]);
    fc.assert(fc.property(fc.record({ ...sizes, ...use, chains }), expectAsPlain), RUNS);
  });

  test('chains that leave one tensor share what they can', () => {
    const leaving = (stride: 1 | 2): Window[][] => [
      [{ kernel: 3, stride, dilation: 1 }, SEPARABLE],
      [
        { kernel: 5, stride, dilation: 1 },
        { kernel: 5, stride: 1, dilation: 1 },
      ],
      [{ kernel: 3, stride, dilation: 2 }],
      [{ kernel: 5, stride, dilation: 2 }],
    ];
    // Twice as many: more than are worked on together.
    const chains = fc.constantFrom(
      leaving(1),
      [[SAMPLING], ...leaving(2)],
      [...leaving(1), ...leaving(1), [SEPARABLE]],
    );
    fc.assert(fc.property(fc.record({ ...sizes, ...use, chains }), expectAsPlain), RUNS);
  });

  test('what a chain goes on with is normalised as it is told', () => {
    tf.tidy(() => {
      const random = new RandomStream(11, 'given');
      const x = randomTensor(random, [2, 6, 7, 5]);
      const { chains, weights, parts } = weighChains(random, [[SEPARABLE, SEPARABLE]], {
        channels: 5,
        outputs: 8,
        affine: true,
      });
      const given = tf.concat1d([randomVector(random, 8), tf.abs(randomVector(random, 8))]);
      const [[first, second] = []] = stages(chains, x, weights, [given]);
      const [[, after] = []] = parts;
      if (!first || !second || !after) throw new Error('Too few.');
      const [mean, variance] = tf.split(given, 2);
      const [{ scale, offset } = after] = parts.flat();
      if (!mean || !variance || !scale || !offset) throw new Error('No affine.');
      const unit = tf.mul(tf.sub(first.z, mean), tf.rsqrt(tf.add(variance, 1e-5)));
      expectClose(second.z, convolved(tf.add(tf.mul(unit, scale), offset), after));
    });
  });

  test('weights of other operations between those of chains are refused', () => {
    tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([1, 5, 5, 3]);
      const shape = { ...SEPARABLE, outputs: 2, depthwise: 0, pointwise: 28 };
      const chains: ChainStage[][] = [[{ shape, affine: null }]];
      const outputs = stages(chains, x, tf.ones([34]));
      const [term] = [{ place: -1, path: -1 }];
      if (!term) throw new Error('No term.');
      const by = { gains: tf.ones<tf.Rank.R1>([34]), paths: null };
      expect(() => stagesGradient(chains, x, tf.ones([34]), outputs, [term], tf.ones([1, 5, 5, 2]), by, null)).toThrow(
        'Weights of chains do not lie together.',
      );
    });
  });
});

interface StageCase {
  readonly channels: number;
  readonly outputs: number;
  readonly height: number;
  readonly width: number;
  /** What normalised outputs are multiplied by: one gain for a chain, or scales (and offsets) of each stage. */
  readonly by: 'gains' | 'scales';
  /** Whether chains have a path, and whether their gradient is added to another. */
  readonly path: boolean;
  readonly before: boolean;
  readonly chains: readonly (readonly Window[])[];
}

/** Runs chains by the kernels and by TensorFlow's operations. */
function expectAsPlain({ height, width, by, path, before, chains: windows, channels, outputs: out }: StageCase): void {
  const weighted = by === 'gains';
  tf.tidy(() => {
    const random = new RandomStream(7, 'stages', channels, out, height, width, windows.length);
    const x = randomTensor(random, [2, height, width, channels]);
    const { chains, weights, parts, gains } = weighChains(random, windows, {
      channels,
      outputs: out,
      affine: !weighted,
    });
    const outputs = stages(chains, x, weights);
    const factors = tf.tensor4d([0.5, 2], [2, 1, 1, 1]);

    /** All stages of a chain, and what it adds to the sum. */
    const plainly = (input: tf.Tensor4D, chain: readonly PlainStage[], gain: tf.Tensor): tf.Tensor4D[] => {
      const zs: tf.Tensor4D[] = [];
      let at = input;
      for (const one of chain) {
        const z = convolved(at, one);
        zs.push(z);
        at = batchNormDifferentiable(z, one.scale && one.offset ? { scale: one.scale, offset: one.offset } : UNIT);
      }
      const summand: tf.Tensor4D = weighted ? tf.mul(at, gain) : at;
      return [...zs, path ? tf.mul(summand, factors) : summand];
    };
    for (const [c, chain] of parts.entries()) {
      const zs = plainly(x, chain, gains[c] ?? tf.scalar(1));
      for (const [i, { z, moments }] of (outputs[c] ?? []).entries()) {
        expectClose(z, zs[i]);
        expectClose(moments, momentsOf(z));
      }
    }

    const [first] = outputs.map((each) => each.at(-1));
    if (!first) throw new Error('No output.');
    const dy = randomTensor(random, first.z.shape);
    const onto = before ? randomTensor(random, x.shape) : null;
    const terms = outputs.map((_, place) => ({ place: weighted ? place : -1, path: path ? 1 : -1 }));
    const paths = tf.tensor2d([
      [1, 1],
      [0.5, 2],
    ]);
    const ours = stagesGradient(chains, x, weights, outputs, terms, dy, { gains: weights, paths }, onto);
    const tensors = parts.map((chain) => chain.map(tensorsOf));
    const plain = tf.grads((input, ...all) => {
      let next = 0;
      const take = (): tf.Tensor => all[next++] ?? tf.scalar(0);
      const sums = parts.map((chain) => {
        const gain = weighted ? take() : tf.scalar(1);
        const again = chain.map((one) => replaced(one, take));
        return tf.sum(tf.mul(plainly(input as tf.Tensor4D, again, gain).at(-1) ?? tf.scalar(0), dy));
      });
      return tf.addN(sums);
    })([x, ...tensors.flatMap((chain, c) => [...(weighted ? [gains[c] ?? tf.scalar(1)] : []), ...chain.flat()])]);
    const [ofInput, ...ofOthers] = plain;
    expectClose(ours.g, onto === null ? ofInput : tf.add(onto, ofInput as tf.Tensor));
    const ofGains: tf.Tensor[] = [];
    const ofWeights: tf.Tensor[] = [];
    for (const chain of tensors) {
      if (weighted) ofGains.push(...ofOthers.splice(0, 1));
      ofWeights.push(...ofOthers.splice(0, chain.flat().length));
    }
    expect(ours.begin).toBe(parts.length);
    // What a single channel is multiplied by, the normalisation undoes: nothing but rounding is left of its gradient.
    const least = channels === 1 ? 10 : 1;
    expectClose(ours.weights, tf.concat1d(ofWeights.map((each) => each.flatten())), least);
    const rest = tf.zeros([weights.size - parts.length]);
    expectClose(
      ours.gains,
      weighted ? tf.concat1d([...ofGains.map((each) => each.reshape([1])), rest] as tf.Tensor1D[]) : tf.zeros([0]),
    );
  });
}

const UNIT = { weight: tf.scalar(1) };

/** A stage's weights as TensorFlow's operations take them. */
interface PlainStage {
  readonly window: Window;
  readonly filter: tf.Tensor4D | null;
  /** One, or those of both samplings. */
  readonly pointwise: readonly tf.Tensor4D[];
  readonly scale: tf.Tensor1D | null;
  readonly offset: tf.Tensor1D | null;
}

function tensorsOf({ filter, pointwise, scale, offset }: PlainStage): tf.Tensor[] {
  return [filter, ...pointwise, scale, offset].filter((tensor) => tensor !== null);
}

/** The same stage with other tensors. */
function replaced({ window, filter, pointwise, scale, offset }: PlainStage, take: () => tf.Tensor): PlainStage {
  return {
    window,
    filter: filter && (take() as tf.Tensor4D),
    pointwise: pointwise.map(() => take() as tf.Tensor4D),
    scale: scale && (take() as tf.Tensor1D),
    offset: offset && (take() as tf.Tensor1D),
  };
}

/** Random weights of chains: a gain of each, then all others end to end. */
function weighChains(
  random: RandomStream,
  windows: readonly (readonly Window[])[],
  { channels, outputs, affine }: { readonly channels: number; readonly outputs: number; readonly affine: boolean },
): { chains: ChainStage[][]; weights: tf.Tensor1D; parts: PlainStage[][]; gains: tf.Tensor[] } {
  const parts = windows.map((chain) =>
    chain.map((window, i): PlainStage => {
      const { kernel } = window;
      const inputs = i === 0 ? channels : outputs;
      const halves = window === SAMPLING ? 2 : 1;
      return {
        window,
        filter: kernel > 0 ? randomTensor(random, [kernel, kernel, inputs, 1]) : null,
        pointwise: Array.from({ length: halves }, () => randomTensor(random, [1, 1, inputs, outputs / halves])),
        scale: affine ? randomVector(random, outputs) : null,
        offset: affine ? randomVector(random, outputs) : null,
      };
    }),
  );
  const gains = parts.map((_, i) => tf.tensor1d([0.3 + i / 5]));
  const { weights, places } = endToEnd([...gains, ...parts.flat().flatMap(tensorsOf)]);
  let next = gains.length;
  const chains = parts.map((chain) =>
    chain.map(({ window, filter, pointwise, scale }): ChainStage => {
      const depthwiseAt = filter ? places[next++] : 0;
      const pointwiseAt = places[next];
      next += pointwise.length;
      const affineAt = scale ? { scale: places[next++] ?? -1, offset: places[next++] ?? -1 } : null;
      return {
        shape: { ...window, outputs, depthwise: depthwiseAt ?? -1, pointwise: pointwiseAt ?? -1 },
        affine: affineAt,
      };
    }),
  );
  return { chains, weights, parts, gains };
}

/** A stage without the normalisation around it. */
function convolved(x: tf.Tensor4D, { window, filter, pointwise: [first, second] }: PlainStage): tf.Tensor4D {
  const rectified = relu(x);
  if (!first) throw new Error('No 1x1 convolution.');
  if (filter) return conv(filtered(rectified, filter, window.stride, window.dilation), first);
  if (!second) return conv(rectified, first);
  const [, height, width] = x.shape;
  const even = tf.pad4d(rectified, [
    [0, 0],
    [0, height % 2],
    [0, width % 2],
    [0, 0],
  ]);
  return tf.concat4d([conv(subsample(even, 0), first), conv(subsample(even, 1), second)], 3);
}

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
        const none = tf.zeros<tf.Rank.R1>([2 * channels]);
        expectClose(ofGains, tf.concat1d([none, tf.stack(products.map((product) => tf.sum(product))) as tf.Tensor1D]));
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
          const poolings = [{ kind, output, uses: upstreams }];
          expectClose(parameterFreeGradient(x, stride, poolings, [], null, by), reference);
        });
      }),
      RUNS,
    );
  });
});

test('the gradients of poolings and identities add up, and to what was there before', () => {
  const given = fc.record({ channels: CHANNELS, height: SIDE, width: SIDE, nodes: fc.integer({ min: 1, max: 4 }) });
  fc.assert(
    fc.property(given, fc.boolean(), ({ channels, height, width, nodes }, pathed) => {
      tf.tidy(() => {
        const random = new RandomStream(11, 'parameter-free', channels, height, width, nodes);
        const random4d = (): tf.Tensor4D => randomTensor(random, [2, height, width, channels]);
        const [x, before] = [random4d(), random4d()];
        const outputs = (['max', 'avg'] as const).map((kind) => {
          return { kind, output: { ...pool(x, kind, 1, true), affine: null } };
        });
        const factors = [0.5, 2];
        const by = { gains: tf.tensor1d(randomValues(random, 3 * nodes)), paths: tf.tensor2d([factors]) };
        const path = pathed ? 0 : -1;
        // All three leave for every node, as in a search cell.
        const upstreams = Array.from({ length: nodes }, (_, node) => {
          const terms = [...outputs.map(({ output }) => output), { z: x, moments: null, affine: null }];
          return combineGradient(
            random4d(),
            terms.map((term, i) => ({ ...term, place: 3 * node + i, path })),
            by,
          ).upstreams;
        });
        const uses = (i: number): Upstream[] => upstreams.flatMap((ofNode) => ofNode.slice(i, i + 1));
        const poolings = outputs.map((each, i) => ({ ...each, uses: uses(i) }));
        const alone = poolings.map((pooling) => parameterFreeGradient(x, 1, [pooling], [], null, by));
        const factor = tf.tensor4d(pathed ? factors : [1, 1], [2, 1, 1, 1]);
        const asTheyAre = uses(2).map(({ dy, place }) => tf.mul(tf.mul(dy, tf.slice(by.gains, place, 1)), factor));
        const together = parameterFreeGradient(x, 1, poolings, uses(2), before, by);
        expectClose(together, sum([before, ...alone, ...asTheyAre]));
        expectClose(parameterFreeGradient(x, 1, [], uses(2), null, by), sum(asTheyAre));
      });
    }),
    RUNS,
  );
});

test('tensors are put beside each other, and taken apart again', () => {
  fc.assert(
    fc.property(CHANNELS, SIDE, fc.integer({ min: 1, max: 4 }), (channels, side, count) => {
      tf.tidy(() => {
        const random = new RandomStream(12, 'join', channels, side, count);
        const parts = Array.from({ length: count }, () => randomTensor(random, [2, side, 40, channels]));
        const whole = join(parts);
        expectClose(whole, tf.concat(parts, 3));
        for (const [i, part] of split(whole, count).entries()) expectClose(part, parts[i]);
      });
    }),
    RUNS,
  );
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
