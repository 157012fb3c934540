import { FLOAT, type OpAttribute, rawOpOne } from '../../runtime/raw-op';
import { tf } from '../../runtime/tensorflow';
import { withGradient } from './with-gradient';

/**
 * 3x3 max pooling, padded as PyTorch does (by 1 on every side, with minus infinity). The gradient goes to the first
 * maximum of a window in row-major order.
 *
 * @param x `[batch, height, width, channels]`
 * @returns `[batch, ceil(height / stride), ceil(width / stride), channels]`
 */
export function maxPool3x3(x: tf.Tensor4D, stride: 1 | 2): tf.Tensor4D {
  if (stride === 1) return maxPool(x, poolAttributes(1, 'SAME'));
  return maxPool(padForStride2(x, 3, Number.NEGATIVE_INFINITY), poolAttributes(2, 'VALID'));
}

/**
 * 3x3 average pooling whose divisor counts only pixels inside the image (PyTorch's `count_include_pad=False`).
 *
 * @param x `[batch, height, width, channels]`
 * @returns `[batch, ceil(height / stride), ceil(width / stride), channels]`
 */
export function avgPool3x3(x: tf.Tensor4D, stride: 1 | 2): tf.Tensor4D {
  if (stride === 1) return avgPool(x, poolAttributes(1, 'SAME'));
  const [, height, width] = x.shape;
  const sum = avgPool(padForStride2(x, 3, 0), poolAttributes(2, 'VALID'));
  return tf.mul(sum, windowCorrection(height, width));
}

/**
 * Pads so that a `VALID` window operation at stride 2 does what PyTorch does with padding `(kernel - 1) / 2`:
 * window `i` starts at row `2i - (kernel - 1) / 2`. TensorFlow's own `SAME` would start one later.
 */
export function padForStride2(x: tf.Tensor4D, kernel: number, value: number): tf.Tensor4D {
  const [, height, width] = x.shape;
  const before = (kernel - 1) / 2;
  const after = (size: number): number => (Math.ceil(size / 2) - 1) * 2 + kernel - size - before;
  return tf.pad4d(
    x,
    [
      [0, 0],
      [before, after(height)],
      [before, after(width)],
      [0, 0],
    ],
    value,
  );
}

function poolAttributes(stride: 1 | 2, padding: 'SAME' | 'VALID'): OpAttribute[] {
  return [
    FLOAT,
    { name: 'ksize', type: 'int', value: [1, 3, 3, 1] },
    { name: 'strides', type: 'int', value: [1, stride, stride, 1] },
    { name: 'padding', type: 'string', value: padding },
    { name: 'data_format', type: 'string', value: 'NHWC' },
  ];
}

function maxPool(x: tf.Tensor4D, attributes: OpAttribute[]): tf.Tensor4D {
  return withGradient(
    [x],
    (keep) => {
      const y = rawOpOne<tf.Tensor4D>('MaxPool', attributes, [x]);
      keep([x, y]);
      return y;
    },
    (dy, [keptX, keptY]) => [maxPoolGradient(dy, keptX as tf.Tensor4D, keptY as tf.Tensor4D, attributes)],
  );
}

function maxPoolGradient(dy: tf.Tensor4D, x: tf.Tensor4D, y: tf.Tensor4D, attributes: OpAttribute[]): tf.Tensor4D {
  return withGradient(
    [dy],
    (keep) => {
      keep([x, y]);
      return rawOpOne<tf.Tensor4D>('MaxPoolGrad', attributes, [x, y, dy]);
    },
    (ddx, [keptX, keptY]) => [
      rawOpOne<tf.Tensor4D>('MaxPoolGradGrad', attributes, [keptX, keptY, ddx].filter(isTensor)),
    ],
  );
}

function avgPool(x: tf.Tensor4D, attributes: OpAttribute[]): tf.Tensor4D {
  return withGradient(
    [x],
    () => rawOpOne<tf.Tensor4D>('AvgPool', attributes, [x]),
    (dy) => [avgPoolGradient(dy, x.shape, attributes)],
  );
}

function avgPoolGradient(dy: tf.Tensor4D, shape: tf.Tensor4D['shape'], attributes: OpAttribute[]): tf.Tensor4D {
  return withGradient(
    [dy],
    () => rawOpOne<tf.Tensor4D>('AvgPoolGrad', attributes, [tf.tensor1d(shape, 'int32'), dy]),
    (ddx) => [avgPool(ddx, attributes)],
  );
}

function isTensor(value: tf.Tensor | undefined): value is tf.Tensor {
  return value !== undefined;
}

/** `[1, height out, width out, 1]`: 9 over the number of a window's pixels that lie inside the image. */
function windowCorrection(height: number, width: number): tf.Tensor4D {
  const inside = (size: number, index: number): number =>
    [2 * index - 1, 2 * index, 2 * index + 1].filter((position) => position >= 0 && position < size).length;
  const rows = Math.ceil(height / 2);
  const columns = Math.ceil(width / 2);
  const values = Float32Array.from(
    { length: rows * columns },
    (_, i) => 9 / (inside(height, Math.floor(i / columns)) * inside(width, i % columns)),
  );
  return tf.tensor4d(values, [1, rows, columns, 1]);
}
