import { tf } from '../../runtime/tensorflow';

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
 * Every second pixel, beginning with the one at (`offset`, `offset`): the first or the last of the four phases, which is
 * ten times faster than TensorFlow's strided slice.
 *
 * @param x `[batch, height, width, channels]`
 * @returns `[batch, ceil((height - offset) / 2), ceil((width - offset) / 2), channels]`
 */
export function subsample(x: tf.Tensor4D, offset: 0 | 1): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const sampled = (side: number): number => Math.ceil((side - offset) / 2);
  const phase = offset === 0 ? 0 : 3;
  return tf.slice(spaceToBatch(x), [phase * batch, 0, 0, 0], [batch, sampled(height), sampled(width), channels]);
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
