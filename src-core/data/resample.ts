import type { ImageSize, Picture, PictureBox } from './picture';

/** Weights are whole numbers over 2^22, so that a weighted sum of bytes fits into 32 bits. */
const PRECISION = 22;
const HALF = 1 << (PRECISION - 1);

/**
 * Scales a picture as Pillow does with its bilinear filter (which torchvision's transforms use by default): triangles that
 * are as wide as the scale where it shrinks, columns before rows, rounded to bytes after each. To the last bit the same.
 *
 * @param size of the whole result
 * @param window the part of the result that is wanted; without it, all
 */
export function resample(
  picture: Picture,
  size: ImageSize,
  window: PictureBox = { ...size, left: 0, top: 0 },
): Picture {
  const columns = weightsOf(picture.width, size.width, window.left, window.width);
  const rows = weightsOf(picture.height, size.height, window.top, window.height);
  const { channels } = picture;
  return {
    width: window.width,
    height: window.height,
    channels,
    pixels: scaleRows(scaleColumns(picture, columns), window.width * channels, rows),
  };
}

/** For each place of the result: where the pixels begin that it is made of, how many they are, and their weights. */
interface Weights {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  /** `[places, most]`. */
  readonly weights: Int32Array;
  readonly most: number;
}

function weightsOf(length: number, target: number, first: number, places: number): Weights {
  const scale = length / target;
  const support = Math.max(1, scale);
  const most = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(places);
  const counts = new Int32Array(places);
  const weights = new Int32Array(places * most);
  for (let place = 0; place < places; place++) {
    const centre = (first + place + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const count = Math.min(length, Math.trunc(centre + support + 0.5)) - start;
    const heights = Array.from({ length: count }, (_, i) =>
      Math.max(0, 1 - Math.abs((i + start - centre + 0.5) * (1 / support))),
    );
    const total = heights.reduce((sum, height) => sum + height, 0);
    for (const [i, height] of heights.entries()) {
      weights[place * most + i] = Math.trunc(0.5 + (height / total) * (1 << PRECISION));
    }
    [starts[place], counts[place]] = [start, count];
  }
  return { starts, counts, weights, most };
}

/** `[height, places, channels]`. */
function scaleColumns({ pixels, width, height, channels }: Picture, columns: Weights): Uint8Array {
  const { starts, counts, weights, most } = columns;
  const places = starts.length;
  const scaled = new Uint8Array(height * places * channels);
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let place = 0; place < places; place++) {
      const begin = (y * width + (starts[place] ?? 0)) * channels;
      const count = counts[place] ?? 0;
      const first = place * most;
      if (channels === 3) {
        // The usual case: a weight is read once for all three.
        let [red, green, blue] = [HALF, HALF, HALF];
        for (let i = 0, from = begin; i < count; i++, from += 3) {
          const weight = weights[first + i] ?? 0;
          red += (pixels[from] ?? 0) * weight;
          green += (pixels[from + 1] ?? 0) * weight;
          blue += (pixels[from + 2] ?? 0) * weight;
        }
        scaled[at++] = byteOf(red);
        scaled[at++] = byteOf(green);
        scaled[at++] = byteOf(blue);
        continue;
      }
      for (let channel = 0; channel < channels; channel++) {
        let sum = HALF;
        for (let i = 0, from = begin + channel; i < count; i++, from += channels) {
          sum += (pixels[from] ?? 0) * (weights[first + i] ?? 0);
        }
        scaled[at++] = byteOf(sum);
      }
    }
  }
  return scaled;
}

/** @param row bytes of a row */
function scaleRows(pixels: Uint8Array, row: number, { starts, counts, weights, most }: Weights): Uint8Array {
  const places = starts.length;
  const scaled = new Uint8Array(places * row);
  const sums = new Int32Array(row);
  for (let place = 0; place < places; place++) {
    sums.fill(HALF);
    const count = counts[place] ?? 0;
    for (let i = 0; i < count; i++) {
      const weight = weights[place * most + i] ?? 0;
      const from = ((starts[place] ?? 0) + i) * row;
      for (let x = 0; x < row; x++) sums[x] = (sums[x] ?? 0) + (pixels[from + x] ?? 0) * weight;
    }
    for (let x = 0; x < row; x++) scaled[place * row + x] = byteOf(sums[x] ?? 0);
  }
  return scaled;
}

/** Weights are none below 0, but rounded up they may sum to a little more than 1. */
function byteOf(sum: number): number {
  return Math.min(255, sum >> PRECISION);
}
