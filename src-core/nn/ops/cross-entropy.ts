import { tf } from '../../runtime/tensorflow';
import { logSoftmax } from './softmax';

/**
 * Cross-entropy in nats, averaged over the batch.
 *
 * @param logits `[batch, classes]`
 * @param labels `[batch]`, int32
 * @param smoothing share of the target that all classes get alike (Szegedy et al. 2016; quark0/darts
 *   cnn/train_imagenet.py `CrossEntropyLabelSmooth`)
 * @returns a scalar
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D, smoothing = 0): tf.Scalar {
  const [, classes] = logits.shape;
  const hard = tf.oneHot(labels, classes).toFloat();
  const target = smoothing === 0 ? hard : tf.add(tf.mul(hard, 1 - smoothing), smoothing / classes);
  return tf.neg(tf.mean(tf.sum(tf.mul(target, logSoftmax(logits)), -1)));
}
