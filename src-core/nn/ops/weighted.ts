import { tf } from '../../runtime/tensorflow';
import { withGradient } from './with-gradient';

/**
 * A tensor times a number.
 *
 * @param x `[batch, height, width, channels]`
 */
export function weighted(x: tf.Tensor4D, weight: tf.Scalar): tf.Tensor4D {
  return withGradient(
    [x, weight],
    (keep) => {
      keep([x, weight]);
      return tf.mul<tf.Tensor4D>(x, weight);
    },
    (dy, [keptX, keptWeight]) => [weighted(dy, keptWeight as tf.Scalar), innerProduct(dy, keptX as tf.Tensor4D)],
  );
}

/**
 * The sum of the products of two tensors' elements. TensorFlow adds up all elements of a tensor in a tree, which keeps the
 * digits that adding up along the batch alone would lose: alpha gradients are such sums.
 */
export function innerProduct(a: tf.Tensor4D, b: tf.Tensor4D): tf.Scalar {
  return tf.sum<tf.Scalar>(tf.mul(a, b));
}
