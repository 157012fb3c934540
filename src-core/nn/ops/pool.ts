import { FLOAT, type OpAttribute, rawOpOne } from '../../runtime/raw-op';
import { tf } from '../../runtime/tensorflow';
import { passWhere } from './relu';
import { subsample } from './rearrange';
import { withGradient } from './with-gradient';

/**
 * 3x3 max pooling, padded as PyTorch does (by 1 on every side, with minus infinity). The gradient goes to the first
 * maximum of a window in row-major order.
 *
 * TensorFlow's own gradient looks for the maximum again, slowly: it alone took half of a search step. Here the maximum is
 * one over rows of one over columns, and each half's gradient is a few passes over memory. The first maximum in row-major
 * order lies in the first row that holds it, so the two halves agree with it on ties too.
 *
 * @param x `[batch, height, width, channels]`
 * @returns `[batch, ceil(height / stride), ceil(width / stride), channels]`
 */
export function maxPool3x3(x: tf.Tensor4D, stride: 1 | 2): tf.Tensor4D {
  const maxima = maxOfThree(maxOfThree(x, COLUMNS), ROWS);
  return stride === 1 ? maxima : subsample(maxima, 0);
}

/**
 * 3x3 average pooling whose divisor counts only pixels inside the image (PyTorch's `count_include_pad=False`).
 *
 * @param x `[batch, height, width, channels]`
 * @returns `[batch, ceil(height / stride), ceil(width / stride), channels]`
 */
export function avgPool3x3(x: tf.Tensor4D, stride: 1 | 2): tf.Tensor4D {
  const averages = avgPool(x);
  return stride === 1 ? averages : subsample(averages, 0);
}

/** Axes of `[batch, height, width, channels]` along which neighbours lie. */
type Axis = 1 | 2;
const ROWS: Axis = 1;
const COLUMNS: Axis = 2;

/** The maximum of each pixel and its two neighbours along an axis. */
function maxOfThree(x: tf.Tensor4D, axis: Axis): tf.Tensor4D {
  return withGradient(
    [x],
    (keep) => {
      const y = rawOpOne<tf.Tensor4D>('MaxPool', poolAttributes(axis === ROWS ? [1, 3, 1, 1] : [1, 1, 3, 1]), [x]);
      keep([x, y]);
      return y;
    },
    (dy, [keptX, keptY]) => {
      const [input, maximum] = [keptX as tf.Tensor4D, keptY as tf.Tensor4D];
      // What the neighbour before does not claim may go to the pixel itself, and the rest to the neighbour after.
      const beforeRest = passWhere(dy, tf.sub(maximum, shift(input, axis, 1, Number.NEGATIVE_INFINITY)));
      const ownRest = passWhere(beforeRest, tf.sub(maximum, input));
      const toBefore = shift(tf.sub(dy, beforeRest), axis, -1, 0);
      const toOwn = tf.sub(beforeRest, ownRest);
      return [tf.add(tf.add(toBefore, toOwn), shift(ownRest, axis, 1, 0))];
    },
  );
}

/** Moves all pixels along an axis by 1 or -1; `fill` comes in at the border. */
function shift(x: tf.Tensor4D, axis: Axis, by: 1 | -1, fill: number): tf.Tensor4D {
  const border = by === 1 ? [1, 0] : [0, 1];
  const pads = [0, 1, 2, 3].map((each) => (each === axis ? border : [0, 0])) as PadWidths;
  const begin = [0, 0, 0, 0];
  if (by === -1) begin[axis] = 1;
  return tf.slice(tf.pad4d(x, pads, fill), begin, x.shape);
}

type PadWidths = Parameters<typeof tf.pad4d>[1];

function poolAttributes(kernel: readonly number[]): OpAttribute[] {
  return [
    FLOAT,
    { name: 'ksize', type: 'int', value: [...kernel] },
    { name: 'strides', type: 'int', value: [1, 1, 1, 1] },
    { name: 'padding', type: 'string', value: 'SAME' },
    { name: 'data_format', type: 'string', value: 'NHWC' },
  ];
}

const AVERAGE = poolAttributes([1, 3, 3, 1]);

function avgPool(x: tf.Tensor4D): tf.Tensor4D {
  return withGradient(
    [x],
    () => rawOpOne<tf.Tensor4D>('AvgPool', AVERAGE, [x]),
    (dy) => [avgPoolGradient(dy, x.shape)],
  );
}

function avgPoolGradient(dy: tf.Tensor4D, shape: tf.Tensor4D['shape']): tf.Tensor4D {
  return withGradient(
    [dy],
    () => rawOpOne<tf.Tensor4D>('AvgPoolGrad', AVERAGE, [tf.tensor1d(shape, 'int32'), dy]),
    (ddx) => [avgPool(ddx)],
  );
}
