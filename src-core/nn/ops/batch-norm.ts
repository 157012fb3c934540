import { FLOAT, type OpAttribute, rawOp, rawOpOne } from '../../runtime/raw-op';
import { tf } from '../../runtime/tensorflow';
import { channelMean, channelMoments } from './channel-moments';
import { innerProduct } from './weighted';
import { withGradient } from './with-gradient';

/** PyTorch's default, which the reference uses. */
export const BATCH_NORM_EPSILON = 1e-5;

/** Mean and variance of each channel, `[channels]`. */
export interface ChannelStatistics {
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/**
 * What a normalised tensor is multiplied by: a scale (and an offset to add), `[channels]` each, or one number, an edge's
 * weight of the operation that ends here.
 */
export type Gain = { readonly scale: tf.Tensor1D; readonly offset: tf.Tensor1D } | { readonly weight: tf.Scalar };

/**
 * Normalises with the batch's own statistics, then applies the gain (Ioffe and Szegedy 2015).
 *
 * @param x `[batch, height, width, channels]`
 * @returns `y` of `x`'s shape, and the batch's mean and biased variance: those two are kept
 *   beyond any `tf.tidy` and are the caller's to dispose of
 */
export function batchNormTraining(x: tf.Tensor4D, gain: Gain): { y: tf.Tensor4D; statistics: ChannelStatistics } {
  let statistics: ChannelStatistics | undefined;
  const y = withGradient<tf.Tensor4D>(
    [x, ...('weight' in gain ? [gain.weight] : [gain.scale, gain.offset])],
    (keep) => {
      const moments = channelMoments(x);
      const result = batchNormInference(x, gain, moments);
      const { mean, variance } = moments;
      keep([x, mean, variance, ...('weight' in gain ? [gain.weight, result] : [gain.scale])]);
      statistics = { mean: tf.keep(mean.clone()), variance: tf.keep(variance.clone()) };
      return result;
    },
    (dy, [keptX, mean, variance, multiplier, result]) => {
      if (!keptX || !mean || !variance || !multiplier) throw new Error('tfjs lost what the gradient needs.');
      if (!('weight' in gain)) return fusedGradient(dy, keptX, multiplier, mean, variance);
      const scale = tf.mul(tf.ones([x.shape[3]]), multiplier);
      const [dx] = fusedGradient(dy, keptX, scale, mean, variance);
      // The result is the weight times the normalised tensor. One sum over all of it is more exact than the kernel's own
      // sums over each channel. A weight that underflowed to 0 has no say.
      const dWeight = rawOpOne<tf.Scalar>('DivNoNan', [FLOAT], [innerProduct(dy, result as tf.Tensor4D), multiplier]);
      return dx ? [dx, dWeight] : [];
    },
  );
  if (statistics === undefined) throw new Error('tfjs did not run the forward function.');
  return { y, statistics };
}

/**
 * The same by operations that can be differentiated any number of times: slower, for exact second-order gradients.
 *
 * @param x `[batch, height, width, channels]`
 */
export function batchNormDifferentiable(x: tf.Tensor4D, gain: Gain): tf.Tensor4D {
  const centred = tf.sub(x, channelMean(x));
  const variance = channelMean(tf.mul(centred, centred));
  const normalised: tf.Tensor4D = tf.mul(centred, tf.pow(tf.add(variance, BATCH_NORM_EPSILON), -0.5));
  if ('weight' in gain) return tf.mul(normalised, gain.weight);
  return tf.add(tf.mul(normalised, gain.scale), gain.offset);
}

/**
 * Normalises with given statistics, as in evaluation.
 *
 * @param x `[batch, height, width, channels]`
 */
export function batchNormInference(x: tf.Tensor4D, gain: Gain, { mean, variance }: ChannelStatistics): tf.Tensor4D {
  const channels = x.shape[3];
  const { scale, offset } =
    'weight' in gain
      ? { scale: tf.mul<tf.Tensor1D>(tf.ones([channels]), gain.weight), offset: tf.zeros<tf.Rank.R1>([channels]) }
      : gain;
  const [y] = rawOp('FusedBatchNormV3', attributes(false), [x, scale, offset, mean, variance], 6);
  return y as tf.Tensor4D;
}

function attributes(training: boolean): OpAttribute[] {
  return [
    FLOAT,
    { name: 'U', type: 'type', value: 'float32' },
    { name: 'epsilon', type: 'float', value: BATCH_NORM_EPSILON },
    { name: 'data_format', type: 'string', value: 'NHWC' },
    { name: 'is_training', type: 'bool', value: training },
  ];
}

/** Gradients of x, scale and offset. */
function fusedGradient(
  dy: tf.Tensor,
  x: tf.Tensor,
  scale: tf.Tensor,
  mean: tf.Tensor,
  variance: tf.Tensor,
): tf.Tensor[] {
  const unused = tf.tensor1d([], 'float32');
  return rawOp('FusedBatchNormGradV3', attributes(true), [dy, x, scale, mean, variance, unused], 5).slice(0, 3);
}
