import type { ImageSize } from '../picture';
import type { ImageHeader } from './image-header';

/** Images that all have one size keep it up to this side. */
const MAX_KEPT_SIDE = 128;
/** The longer side that pictures of different sizes are made; CIFAR's is 32. */
const MAX_SIDE = 64;
/** Two reduction cells halve a side twice. */
const MULTIPLE = 4;

/**
 * The size that all pictures get: their own when they have one in common, else their middle shape with at most 64 pixels on
 * its longer side, in multiples of 4.
 */
export function chooseSize(headers: readonly ImageHeader[]): ImageSize {
  const { minHeight, maxHeight, minWidth, maxWidth } = extentOf(headers);
  const common = minHeight === maxHeight && minWidth === maxWidth;
  if (common && Math.max(minHeight, minWidth) <= MAX_KEPT_SIDE) return { height: minHeight, width: minWidth };
  const height = median(headers.map((header) => header.height));
  const width = median(headers.map((header) => header.width));
  const scale = Math.min(1, MAX_SIDE / Math.max(height, width));
  const side = (length: number): number => Math.max(2, Math.round((length * scale) / MULTIPLE)) * MULTIPLE;
  return { height: side(height), width: side(width) };
}

/** The smallest and the largest sides. */
export function extentOf(headers: readonly ImageHeader[]): {
  readonly minHeight: number;
  readonly maxHeight: number;
  readonly minWidth: number;
  readonly maxWidth: number;
} {
  const extent = { minHeight: Infinity, maxHeight: 0, minWidth: Infinity, maxWidth: 0 };
  for (const { height, width } of headers) {
    extent.minHeight = Math.min(extent.minHeight, height);
    extent.maxHeight = Math.max(extent.maxHeight, height);
    extent.minWidth = Math.min(extent.minWidth, width);
    extent.maxWidth = Math.max(extent.maxWidth, width);
  }
  return extent;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
