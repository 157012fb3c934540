import { FLOAT, rawOpOne } from '../../runtime/raw-op';
import { tf } from '../../runtime/tensorflow';

/**
 * Mean and (biased) variance of each channel, `[channels]` each, as PyTorch computes them to the last digits: it adds up in
 * double precision. TensorFlow's fused kernel adds up one by one in single precision, which loses half of the digits over a
 * large batch; here a mean is a mean of means of few numbers.
 *
 * @param x `[batch, height, width, channels]`
 */
export function channelMoments(x: tf.Tensor4D): { mean: tf.Tensor1D; variance: tf.Tensor1D } {
  const channels = x.shape[3];
  const rows = wideRows(x);
  const mean = meanOfRows(rows, channels);
  const centre = tf.tile(mean, [rows.shape[2] / channels]);
  const squares = rawOpOne<tf.Tensor3D>('SquaredDifference', [FLOAT], [rows, centre]);
  return { mean, variance: meanOfRows(squares, channels) };
}

/**
 * Mean of each channel, `[channels]`, as exact as `channelMoments`.
 *
 * @param x `[batch, height, width, channels]`
 */
export function channelMean(x: tf.Tensor4D): tf.Tensor1D {
  return meanOfRows(wideRows(x), x.shape[3]);
}

/** Numbers in a row at the most: enough for broadcasting one channel vector over it to be fast. */
const ROW = 256;

/** Pixels side by side in rows: `[batch, rows of an image, pixels of a row * channels]`. */
function wideRows(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, height, width, channels] = x.shape;
  const pixels = height * width;
  const side = divisorNear(pixels, ROW / channels);
  return x.reshape([batch, pixels / side, side * channels]);
}

function meanOfRows(rows: tf.Tensor3D, channels: number): tf.Tensor1D {
  const side = rows.shape[2] / channels;
  const row = tf.mean(tf.mean(rows, 1), 0);
  return side === 1 ? (row as tf.Tensor1D) : tf.mean(row.reshape([side, channels]), 0);
}

/** The divisor of `n` that is closest to `target` as a ratio. */
function divisorNear(n: number, target: number): number {
  let best = 1;
  for (let divisor = 1; divisor <= n; divisor++) {
    if (n % divisor === 0 && Math.abs(Math.log(divisor / target)) < Math.abs(Math.log(best / target))) best = divisor;
  }
  return best;
}
