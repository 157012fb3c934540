import { tf } from '../runtime/tensorflow';

/** How far running statistics move towards a batch's (PyTorch's default BN momentum). */
export const STATISTICS_RATE = 0.1;

/**
 * Running statistics after a batch, `[parameters.statisticsCount]` as those before it and those of the batch.
 * @param rate how far they move towards the batch's; 0 leaves them as they are
 */
export function movedStatistics(running: tf.Tensor1D, batch: tf.Tensor1D, rate: tf.Scalar | number): tf.Tensor1D {
  return tf.add(tf.mul(running, tf.sub(1, rate)), tf.mul(batch, rate));
}
