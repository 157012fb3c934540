import { FLOAT, rawOpOne } from '../../runtime/raw-op';
import type { tf } from '../../runtime/tensorflow';
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
    (dy, [y]) => [passWhere(dy, y as tf.Tensor4D)],
  );
}

/** `values` where `gate` is above 0, and 0 elsewhere; all of one shape. */
export function passWhere(values: tf.Tensor4D, gate: tf.Tensor4D): tf.Tensor4D {
  return withGradient(
    [values],
    (keep) => {
      keep([gate]);
      return rawOpOne<tf.Tensor4D>('ReluGrad', [FLOAT], [values, gate]);
    },
    (dy, [kept]) => [passWhere(dy, kept as tf.Tensor4D)],
  );
}
