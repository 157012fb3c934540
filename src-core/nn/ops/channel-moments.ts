import { tf } from '../../runtime/tensorflow';

/**
 * Mean and (biased) variance of each channel, `[channels]` each, as PyTorch computes them to the last digits: it adds up in
 * double precision. TensorFlow's fused kernel adds up one by one in single precision, which loses half of the digits over a
 * large batch; here about sixteen pixels are added up at a time, then sixteen of these sums, and so on.
 *
 * @param x `[batch, height, width, channels]`
 */
export function channelMoments(x: tf.Tensor4D): { mean: tf.Tensor1D; variance: tf.Tensor1D } {
  const channels = x.shape[3];
  const pixels = x.size / channels;
  const mean = channelMean(x);
  // Wide rows keep the broadcast of so few channels fast.
  const side = divisorNear(pixels, Math.ceil(256 / channels));
  const rows = x.reshape([pixels / side, side * channels]);
  const squares = tf.squaredDifference(rows, tf.tile(mean, [side]));
  return { mean, variance: channelMean(squares.reshape(x.shape)) };
}

/**
 * Mean of each channel, `[channels]`, as exact as `channelMoments`.
 *
 * @param x `[batch, height, width, channels]`
 */
export function channelMean(x: tf.Tensor4D): tf.Tensor1D {
  const channels = x.shape[3];
  let sums: tf.Tensor = x;
  let left = x.size / channels;
  while (left > 1) {
    const group = divisorNear(left, GROUP);
    left /= group;
    sums = tf.sum(sums.reshape([left, group, channels]), 1);
  }
  return tf.mul(sums.reshape([channels]), channels / x.size);
}

/** How many numbers are added up one by one. */
const GROUP = 16;

/** The divisor of `n` above 1 that is closest to `target` as a ratio. */
function divisorNear(n: number, target: number): number {
  let best = n;
  for (let divisor = 1; divisor * divisor <= n; divisor++) {
    if (n % divisor !== 0) continue;
    for (const candidate of [divisor, n / divisor]) {
      if (candidate > 1 && Math.abs(Math.log(candidate / target)) < Math.abs(Math.log(best / target))) best = candidate;
    }
  }
  return best;
}
