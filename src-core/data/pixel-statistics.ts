/** Of pixels scaled to 0..1, a number a channel. */
export interface PixelStatistics {
  readonly mean: readonly number[];
  /** Population standard deviation; 1 for a channel that never varies, so that dividing by it is safe. */
  readonly std: readonly number[];
}

/**
 * Mean and standard deviation of each channel over all pixels of all images (as quark0/darts cnn/utils.py CIFAR_MEAN and
 * CIFAR_STD were measured), exact whatever the number of pixels.
 *
 * @param images `[count, height, width, channels]`, 0 to 255
 */
export function pixelStatistics(images: Uint8Array, channels: number): PixelStatistics {
  const moments = Array.from({ length: channels }, (_, channel) => momentsOf(histogram(images, channels, channel)));
  return { mean: moments.map(({ mean }) => mean), std: moments.map(({ std }) => std) };
}

/** How often each of the 256 values occurs. */
function histogram(images: Uint8Array, channels: number, channel: number): Uint32Array {
  const counts = new Uint32Array(256);
  for (let i = channel; i < images.length; i += channels) {
    const value = images[i] ?? 0;
    counts[value] = (counts[value] ?? 0) + 1;
  }
  return counts;
}

function momentsOf(counts: Uint32Array): { readonly mean: number; readonly std: number } {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const mean = counts.reduce((sum, count, value) => sum + count * value, 0) / total;
  const variance = counts.reduce((sum, count, value) => sum + count * (value - mean) ** 2, 0) / total;
  return { mean: mean / 255, std: Math.sqrt(variance) / 255 || 1 };
}
