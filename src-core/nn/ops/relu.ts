import { tf } from '../../runtime/tensorflow';
import { FLOAT, rawOpOne } from '../../runtime/raw-op';
import { withGradient } from './with-gradient';

/** Rectifier; its gradient at 0 is 0. One native operation each way, where tfjs's own gradient takes seven. */
export function relu(x: tf.Tensor4D): tf.Tensor4D {
  return withGradient(
    [x],
    (keep) => {
      const y = rawOpOne<tf.Tensor4D>('Relu', [FLOAT], [x]);
      keep([y]);
      return y;
    },
    (dy, [y]) => [reluGradient(dy, y as tf.Tensor4D)],
  );
}

function reluGradient(dy: tf.Tensor4D, y: tf.Tensor4D): tf.Tensor4D {
  return withGradient(
    [dy, y],
    (keep) => {
      keep([y]);
      return rawOpOne<tf.Tensor4D>('ReluGrad', [FLOAT], [dy, y]);
    },
    (ddx, [kept]) => [reluGradient(ddx, kept as tf.Tensor4D), tf.zerosLike(y)],
  );
}
