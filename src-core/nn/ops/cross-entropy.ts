import { tf } from '../../runtime/tensorflow';
import { logSoftmax } from './softmax';

/**
 * Cross-entropy in nats, averaged over the batch.
 *
 * @param logits `[batch, classes]`
 * @param labels `[batch]`, int32
 * @returns a scalar
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  const [, classes] = logits.shape;
  const target = tf.oneHot(labels, classes).toFloat();
  return tf.neg(tf.mean(tf.sum(tf.mul(target, logSoftmax(logits)), -1)));
}
