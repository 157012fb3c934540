import { FLOAT, type OpAttribute, rawOpOne } from '../../runtime/raw-op';
import { tf } from '../../runtime/tensorflow';
import { withGradient } from './with-gradient';

/**
 * Pads with zeros so that a `VALID` convolution at stride 2 does what PyTorch does with padding `(kernel - 1) / 2`: window
 * `i` starts at row `2i - (kernel - 1) / 2`. TensorFlow's own `SAME` would start one later.
 *
 * @param x `[batch, height, width, channels]`
 */
export function padForStride2(x: tf.Tensor4D, kernel: number): tf.Tensor4D {
  const [, height, width] = x.shape;
  const before = (kernel - 1) / 2;
  const pads = (size: number): [number, number] => [before, (Math.ceil(size / 2) - 1) * 2 + kernel - size - before];
  return tf.pad4d(x, [[0, 0], pads(height), pads(width), [0, 0]]);
}

/**
 * Every second pixel, beginning with the one at (`offset`, `offset`).
 *
 * @param x `[batch, height, width, channels]`
 * @returns `[batch, ceil((height - offset) / 2), ceil((width - offset) / 2), channels]`
 */
export function subsample(x: tf.Tensor4D, offset: 0 | 1): tf.Tensor4D {
  return withGradient(
    [x],
    () => rawOpOne<tf.Tensor4D>('StridedSlice', SLICE_ATTRIBUTES, [x, ...sliceRange(x.shape, offset)]),
    (dy) => [spread(dy, x.shape, offset)],
  );
}

/** The adjoint of `subsample`: zeros everywhere but at the sampled pixels. */
function spread(dy: tf.Tensor4D, shape: tf.Tensor4D['shape'], offset: 0 | 1): tf.Tensor4D {
  return withGradient(
    [dy],
    () =>
      rawOpOne<tf.Tensor4D>('StridedSliceGrad', SLICE_ATTRIBUTES, [
        tf.tensor1d(shape, 'int32'),
        ...sliceRange(shape, offset),
        dy,
      ]),
    (ddx) => [subsample(ddx, offset)],
  );
}

/**
 * Splits each image into its four half-size phases, so that a plain convolution of the result is one with dilation 2 of
 * `x`. Odd sides are padded with a zero row or column, which acts as the convolution's own padding.
 *
 * @param x `[batch, height, width, channels]`
 * @returns `[4 batch, ceil(height / 2), ceil(width / 2), channels]`
 */
export function spaceToBatch(x: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = x.shape;
  return tf.spaceToBatchND(x, [2, 2], oddSides(height, width));
}

/**
 * Undoes `spaceToBatch`.
 *
 * @param height of the image before `spaceToBatch`
 * @param width of the image before `spaceToBatch`
 */
export function batchToSpace(x: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  return tf.batchToSpaceND(x, [2, 2], oddSides(height, width));
}

function oddSides(height: number, width: number): number[][] {
  return [
    [0, height % 2],
    [0, width % 2],
  ];
}

const SLICE_ATTRIBUTES: OpAttribute[] = [
  FLOAT,
  { name: 'Index', type: 'type', value: 'int32' },
  { name: 'begin_mask', type: 'int', value: 0 },
  { name: 'end_mask', type: 'int', value: 0 },
  { name: 'ellipsis_mask', type: 'int', value: 0 },
  { name: 'new_axis_mask', type: 'int', value: 0 },
  { name: 'shrink_axis_mask', type: 'int', value: 0 },
];

function sliceRange(shape: tf.Tensor4D['shape'], offset: 0 | 1): tf.Tensor1D[] {
  return [
    tf.tensor1d([0, offset, offset, 0], 'int32'),
    tf.tensor1d(shape, 'int32'),
    tf.tensor1d([1, 2, 2, 1], 'int32'),
  ];
}
