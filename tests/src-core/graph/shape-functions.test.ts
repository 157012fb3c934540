import fc from 'fast-check';
import { expect, test } from 'vitest';

import { CompiledSession } from '../../../src-core/graph/compiled-session';
import type { Program } from '../../../src-core/graph/program';
import { inferShapes } from '../../../src-core/graph/shape-functions';
import { Recorder } from '../../../src-core/graph/recorder';
import { Graph } from '../../../src-core/graph/graph';
import { FLOAT, nodeBackend, rawOp, rawOpOne } from '../../../src-core/runtime/raw-op';
import { conv, depthwiseConv } from '../../../src-core/nn/ops/convolution';
import { avgPool3x3, maxPool3x3 } from '../../../src-core/nn/ops/pool';
import { weightedSum } from '../../../src-core/nn/ops/weighted-sum';
import { batchToSpace, padForStride2, spaceToBatch, subsample } from '../../../src-core/nn/ops/rearrange';
import {
  combine,
  combineGradient,
  join,
  pool,
  split,
  stages,
  stagesGradient,
  type Term,
} from '../../../src-core/nn/fused/fused-ops';
import { loadFusedKernels } from '../../../src-core/runtime/fused-kernels';
import { tf } from '../../../src-core/runtime/tensorflow';

const side = fc.integer({ min: 1, max: 9 });

/** Functions whose shapes follow the tensor they are given, `[batch, height, width, channels]`. */
const FUNCTIONS: Record<string, (x: tf.Tensor4D) => tf.Tensor> = {
  'max pool, stride 1': (x) => maxPool3x3(x, 1),
  'max pool, stride 2': (x) => maxPool3x3(x, 2),
  'average pool, stride 2': (x) => avgPool3x3(x, 2),
  'depthwise 3x3': (x) => depthwiseConv(x, tf.ones([3, 3, x.shape[3], 1]), 1, 'SAME'),
  'depthwise 5x5, stride 2': (x) => depthwiseConv(padForStride2(x, 5), tf.ones([5, 5, x.shape[3], 1]), 2, 'VALID'),
  convolution: (x) => conv(x, tf.ones([1, 1, x.shape[3], 3])),
  subsample: (x) => subsample(x, 0),
  'space to batch': spaceToBatch,
  'space to batch and back': (x) => batchToSpace(spaceToBatch(x), x.shape[1], x.shape[2]),
  'broadcast sum': (x) => tf.add(x, tf.ones([x.shape[2], 1])),
  concatenation: (x) => tf.concat([x, x, x], 2),
  split: (x) => tf.concat(tf.split(x, [...Array<number>(x.shape[1]).fill(1)], 1), -1),
  'unstack and stack': (x) => tf.stack(tf.unstack(x, 2), 1),
  mean: (x) => tf.mean(x, [1, 2]),
  'maximum, kept': (x) => tf.max(x, [0, 3], true),
  slice: (x) => tf.slice(x, [0, 0, 0, 0], [-1, 1, -1, -1]),
  tile: (x) => tf.tile(x, [1, 2, 1, 3]),
  transpose: (x) => tf.transpose(x, [3, 0, 2, 1]),
  'half the sum of squares': (x) => rawOpOne('L2Loss', [FLOAT], [x]),
  'matrix product': (x) => tf.matMul(x.reshape([-1, x.shape[3]]), tf.ones([4, x.shape[3]]), false, true),
};

/** The fused kernels' operations, all but those whose shapes follow from these. */
const FUSED: Record<string, (x: tf.Tensor4D) => tf.Tensor> = {
  'the last of fused stages': (x) => chained(x).outputs[0]?.[1]?.z ?? x,
  'another chain of fused stages': (x) => chained(x).outputs[1]?.[0]?.z ?? x,
  'moments of fused stages': (x) => chained(x).outputs[1]?.[0]?.moments ?? x,
  "gradient of fused stages' input": (x) => chained(x).gradients(0).g,
  "gradient of fused stages' weights": (x) => chained(x).gradients(0).weights,
  "gradient of fused stages' gains": (x) => chained(x).gradients(0).gains,
  'no gradient of no gains': (x) => tf.concat1d([chained(x).gradients(-1).gains, x.flatten()]),
  'fused join': (x) => join([x, x, x]),
  'fused split': (x) => split(join([x, x]), 2)[1] ?? x,
  'fused sum of vectors': (x) => weightedSum([x.flatten(), tf.scalar(2)], [tf.ones([x.size]), tf.scalar(3)]),
  'fused pool, stride 2': (x) => pool(x, 'max', 2, true).z,
  'moments of a fused pool': (x) => pool(x, 'avg', 1, true).moments,
  'fused pool, not measured': (x) => tf.concat1d([pool(x, 'avg', 1, false).moments, x.flatten()]),
  'fused sum': (x) => combine([term(x), term(x)], { gains: tf.ones([2]), paths: null }),
  "gradient of a fused sum's gains": (x) => combineGradient(x, [term(x)], { gains: tf.ones([3]), paths: null }).gains,
  "sums of a fused sum's gradient": (x) => sums(x, [term(x), term(x)]),
  'sums of the gradient of a fused sum with a path': (x) => sums(x, [{ ...term(x), path: 0 }, term(x)]),
};

function sums(x: tf.Tensor4D, terms: readonly Term[]): tf.Tensor {
  const paths = tf.ones<tf.Rank.R2>([1, x.shape[0]]);
  const { upstreams } = combineGradient(x, terms, { gains: tf.ones([2]), paths });
  if (!upstreams[0]) throw new Error('No gradient.');
  return upstreams[0].sums;
}

/** A chain of two stages and one of one. */
function chained(x: tf.Tensor4D): {
  readonly outputs: ReturnType<typeof stages>;
  readonly gradients: (place: number) => ReturnType<typeof stagesGradient>;
} {
  let end = 0;
  const stageOf = (kernel: 0 | 3 | 5, stride: 1 | 2, inputs: number): Parameters<typeof stages>[0][number][number] => {
    const [depthwise, pointwise] = [end, end + kernel ** 2 * inputs];
    end = pointwise + 5 * inputs;
    return { shape: { kernel, stride, dilation: 1, outputs: 5, depthwise, pointwise }, affine: null };
  };
  const chains = [[stageOf(5, 2, x.shape[3]), stageOf(3, 1, 5)], [stageOf(3, 2, x.shape[3])]];
  const weights = tf.ones<tf.Rank.R1>([end]);
  const outputs = stages(chains, x, weights);
  return {
    outputs,
    gradients: (place) => {
      const terms = chains.map(() => ({ place, path: -1 }));
      const dy = outputs[0]?.[1]?.z ?? x;
      return stagesGradient(chains, x, weights, outputs, terms, dy, { gains: tf.ones([3]), paths: null }, null);
    },
  };
}

function term(z: tf.Tensor4D): Term {
  return { z, moments: null, affine: null, place: 0, path: -1 };
}

loadFusedKernels();

function placeholder(shape: number[]): tf.Tensor4D {
  const [tensor] = rawOp(
    'Placeholder',
    [
      { name: 'dtype', type: 'type', value: 'float32' },
      { name: 'shape', type: 'int', value: shape },
    ],
    [],
    1,
  );
  return tensor as tf.Tensor4D;
}

test.each(Object.entries({ ...FUNCTIONS, ...FUSED }))(
  '%s: the traced shape is the one that TensorFlow computes',
  (_, compute) => {
    fc.assert(
      fc.property(side, side, side, side, (...shape) => {
        tf.tidy(() => {
          const real = compute(tf.ones(shape)).shape;
          const backend = nodeBackend();
          let traced: number[] | undefined;
          new Recorder(new Graph(), backend.binding).record(() => {
            tf.tidy(() => {
              traced = compute(placeholder(shape)).shape;
            });
          });
          expect(traced).toEqual(real);
        });
      }),
      { numRuns: 40 },
    );
  },
);

test('broadcasting follows the rule for every pair of shapes', () => {
  const shape = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });
  fc.assert(
    fc.property(shape, shape, (a, b) => {
      const infer = (): unknown =>
        inferShapes(
          'Mul',
          [
            { shape: a, type: 'float32' },
            { shape: b, type: 'float32' },
          ],
          [],
        )[0]?.shape;
      let expected: readonly number[] | undefined;
      try {
        expected = tf.tidy(() => tf.mul(tf.ones(a), tf.ones(b)).shape);
      } catch {
        expected = undefined;
      }
      if (expected) expect(infer()).toEqual(expected);
      else expect(infer).toThrow('do not fit each other');
    }),
    { numRuns: 100 },
  );
});

test('an empty program needs no operation at all', () => {
  const nothing: Program = () => ({ state: {}, outputs: {} });
  const session = new CompiledSession({ a: { shape: [1], initial: Float32Array.of(1) } });
  expect(session.run(nothing, {})).toEqual({});
  session.dispose();
});
