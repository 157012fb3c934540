import { tf } from '../../runtime/tensorflow';
import { withGradient } from './with-gradient';

// tfjs's own gradients of these reuse the saved output, which cuts the path of a second differentiation: compute it anew.

/** Softmax over the last axis. */
export function softmax<T extends tf.Tensor>(x: T): T {
  return withGradient<T>(
    [x],
    (keep) => {
      keep([x]);
      return tf.softmax(x);
    },
    (dy, [kept]) => {
      const y = softmax(kept as T);
      const weighted = tf.mul(dy, y);
      return [tf.sub(weighted, tf.mul(tf.sum(weighted, -1, true), y))];
    },
  );
}

/** Logarithm of the softmax over the last axis. */
export function logSoftmax<T extends tf.Tensor>(x: T): T {
  return withGradient<T>(
    [x],
    (keep) => {
      keep([x]);
      return tf.logSoftmax(x);
    },
    (dy, [kept]) => [tf.sub(dy, tf.mul(tf.sum(dy, -1, true), softmax(kept as T)))],
  );
}
