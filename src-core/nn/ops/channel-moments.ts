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
  const pixels = x.size / channels;
  const mean = meanOfPixels(x, pixels, channels);
  // Rows of many pixels keep the broadcast of so few channels fast.
  const rows = divisorNear(pixels, Math.sqrt(pixels));
  const wide = x.reshape([rows, x.size / rows]);
  const centre = tf.tile(mean, [pixels / rows]);
  const squares = rawOpOne<tf.Tensor2D>('SquaredDifference', [FLOAT], [wide, centre]);
  return { mean, variance: meanOfPixels(squares, pixels, channels) };
}

/**
 * Mean of each channel, `[channels]`, as exact as `channelMoments`.
 *
 * @param x `[batch, height, width, channels]`
 */
export function channelMean(x: tf.Tensor4D): tf.Tensor1D {
  return meanOfPixels(x, x.size / x.shape[3], x.shape[3]);
}

function meanOfPixels(x: tf.Tensor, pixels: number, channels: number): tf.Tensor1D {
  // Two rounds of means, or three for many pixels: never more than some forty numbers at once.
  const atOnce = pixels <= 32 ** 2 ? Math.sqrt(pixels) : Math.cbrt(pixels);
  let means = x;
  for (let left = pixels; left > 1;) {
    const group = divisorNear(left, atOnce);
    left /= group;
    means = tf.mean(means.reshape([group, left * channels]), 0);
  }
  return means.reshape([channels]);
}

/** The divisor of `n` above 1 that is closest to `target` as a ratio. */
function divisorNear(n: number, target: number): number {
  let best = n;
  for (let divisor = 2; divisor <= n; divisor++) {
    if (n % divisor === 0 && Math.abs(Math.log(divisor / target)) < Math.abs(Math.log(best / target))) best = divisor;
  }
  return best;
}
