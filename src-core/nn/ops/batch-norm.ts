import { FLOAT, type OpAttribute, rawOp } from '../../runtime/raw-op';
import { tf } from '../../runtime/tensorflow';
import { withGradient } from './with-gradient';

/** PyTorch's default, which the reference uses. */
export const BATCH_NORM_EPSILON = 1e-5;

/** Mean and variance of each channel, `[channels]`. */
export interface ChannelStatistics {
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/**
 * Normalises with the batch's own statistics, then scales and shifts (Ioffe and Szegedy 2015).
 *
 * @param x `[batch, height, width, channels]`
 * @param scale `[channels]`
 * @param offset `[channels]`
 * @returns `y` of `x`'s shape, and the batch's mean and unbiased variance for the running statistics: those two are kept
 *   beyond any `tf.tidy` and are the caller's to dispose of
 */
export function batchNormTraining(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
): { y: tf.Tensor4D; statistics: ChannelStatistics } {
  let statistics: ChannelStatistics | undefined;
  const y = withGradient<tf.Tensor4D>(
    [x, scale, offset],
    (keep) => {
      const none = tf.tensor1d([], 'float32');
      const outputs = rawOp('FusedBatchNormV3', attributes(true), [x, scale, offset, none, none], 6);
      const [normalised, mean, variance, reserve1, reserve2, reserve3] = outputs;
      if (!normalised || !mean || !variance || !reserve1 || !reserve2 || !reserve3) {
        throw new Error('FusedBatchNormV3 gave fewer than six outputs.');
      }
      keep([x, scale, reserve1, reserve2, reserve3]);
      statistics = { mean: tf.keep(mean as tf.Tensor1D), variance: tf.keep(variance as tf.Tensor1D) };
      return normalised as tf.Tensor4D;
    },
    (dy, [keptX, keptScale, ...reserves]) => gradient(dy, keptX as tf.Tensor4D, keptScale as tf.Tensor1D, reserves),
  );
  if (statistics === undefined) throw new Error('tfjs did not run the forward function.');
  return { y, statistics };
}

/**
 * The same by operations that can be differentiated any number of times: slower, for exact second-order gradients.
 *
 * @param x `[batch, height, width, channels]`
 */
export function batchNormDifferentiable(x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D): tf.Tensor4D {
  const mean = tf.mean(x, [0, 1, 2], true);
  const centred = tf.sub(x, mean);
  const variance = tf.mean(tf.mul(centred, centred), [0, 1, 2], true);
  const normalised = tf.mul(centred, tf.pow(tf.add(variance, BATCH_NORM_EPSILON), -0.5));
  return tf.add(tf.mul(normalised, scale), offset);
}

/**
 * Normalises with given statistics, as in evaluation.
 *
 * @param x `[batch, height, width, channels]`
 */
export function batchNormInference(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  { mean, variance }: ChannelStatistics,
): tf.Tensor4D {
  const [y] = rawOp('FusedBatchNormV3', attributes(false), [x, scale, offset, mean, variance], 6);
  return y as tf.Tensor4D;
}

function attributes(training: boolean): OpAttribute[] {
  return [
    FLOAT,
    { name: 'U', type: 'type', value: 'float32' },
    { name: 'epsilon', type: 'float', value: BATCH_NORM_EPSILON },
    { name: 'exponential_avg_factor', type: 'float', value: 1 },
    { name: 'data_format', type: 'string', value: 'NHWC' },
    { name: 'is_training', type: 'bool', value: training },
  ];
}

function gradientAttributes(): OpAttribute[] {
  return attributes(true).filter(({ name }) => name !== 'exponential_avg_factor');
}

/** Gradients of x, scale and offset. */
function gradient(dy: tf.Tensor4D, x: tf.Tensor4D, scale: tf.Tensor1D, reserves: tf.Tensor[]): tf.Tensor[] {
  const outputs = rawOp('FusedBatchNormGradV3', gradientAttributes(), [dy, x, scale, ...reserves], 5);
  return outputs.slice(0, 3);
}
