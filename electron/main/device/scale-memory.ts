/** A trainer with TensorFlow loaded and a network built, before its first step. */
const BASE_MEMORY = 600 * 1_048_576;

/**
 * The memory of a trainer whose work is `ratio` times that of one that was measured.
 * @param peak the measured one's, in bytes
 */
export function scaleMemory(peak: number, ratio: number): number {
  return peak <= BASE_MEMORY ? peak : BASE_MEMORY + (peak - BASE_MEMORY) * ratio;
}
