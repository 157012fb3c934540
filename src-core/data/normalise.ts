/**
 * The normalised value of every byte in every channel: `(byte / 255 - mean) / std`, as torchvision's ToTensor and Normalize
 * make it.
 *
 * @returns `[channels * 256]`; the value of `byte` in `channel` is at `channel * 256 + byte`
 */
export function normalisationTable(mean: readonly number[], std: readonly number[]): Float32Array {
  const table = new Float32Array(mean.length * 256);
  for (const [channel, average] of mean.entries()) {
    for (let byte = 0; byte < 256; byte++) table[channel * 256 + byte] = (byte / 255 - average) / (std[channel] ?? 1);
  }
  return table;
}

/** Height, width and channels of an image. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}
