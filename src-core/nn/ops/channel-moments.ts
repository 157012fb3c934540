import { FLOAT, rawOpOne } from '../../runtime/raw-op';
import { tf } from '../../runtime/tensorflow';

/**
 * Mean and (biased) variance of each channel, `[channels]` each, as PyTorch computes them to the last digits: it adds up in
 * double precision. TensorFlow's fused kernel adds up one by one in single precision, which loses half of the digits over a
 * large batch; here a mean is the mean of about sqrt(n) means of as many numbers.
 *
 * @param x `[batch, height, width, channels]`
 */
export function channelMoments(x: tf.Tensor4D): { mean: tf.Tensor1D; variance: tf.Tensor1D } {
  const channels = x.shape[3];
  const rows = wideRows(x);
  const mean = meanOfRows(rows, channels);
  const centre = tf.tile(mean, [rows.shape[1] / channels]);
  const squares = rawOpOne<tf.Tensor2D>('SquaredDifference', [FLOAT], [rows, centre]);
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

/** Pixels side by side in about sqrt(n) rows: `[rows, pixels of a row * channels]`. Long rows also keep broadcasting fast. */
function wideRows(x: tf.Tensor4D): tf.Tensor2D {
  const channels = x.shape[3];
  const pixels = x.size / channels;
  const side = divisorNear(pixels, Math.sqrt(pixels));
  return x.reshape([pixels / side, side * channels]);
}

function meanOfRows(rows: tf.Tensor2D, channels: number): tf.Tensor1D {
  return tf.mean(tf.mean(rows, 0).reshape([-1, channels]), 0);
}

/** The divisor of `n` that is closest to `target` as a ratio. */
function divisorNear(n: number, target: number): number {
  let best = 1;
  for (let divisor = 1; divisor <= n; divisor++) {
    if (n % divisor === 0 && Math.abs(Math.log(divisor / target)) < Math.abs(Math.log(best / target))) best = divisor;
  }
  return best;
}
