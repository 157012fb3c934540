import type { RandomStream } from '../random';
import type { ImageShape } from './normalise';

/**
 * How training images are varied: `cifar` shifts and mirrors them (this file), `imagenet` takes random views of pictures
 * (`random-views.ts`), `none` leaves them as they are.
 */
export const AUGMENTATIONS = ['cifar', 'imagenet', 'none'] as const;

/** How the training images of one run are varied. */
export interface Augmenting {
  readonly kind: (typeof AUGMENTATIONS)[number];
  /** Side of the square that is blanked in each image, in pixels; null for none. */
  readonly cutoutLength: number | null;
}

/** Pixels of black around an image before it is cropped (quark0/darts cnn/utils.py `RandomCrop(32, padding=4)`). */
export const PADDING = 4;

/** What random augmentation does to one image. */
export interface Augmentation {
  /** Left column and top row of the crop in the padded image, 0 to `2 * PADDING`. */
  readonly left: number;
  readonly top: number;
  /** Whether the crop is mirrored, left to right. */
  readonly flip: boolean;
  /** The square that is blanked afterwards; null for none. */
  readonly cutout: { readonly centreX: number; readonly centreY: number; readonly length: number } | null;
}

/** The augmentation that changes nothing. */
export const UNCHANGED: Augmentation = { left: PADDING, top: PADDING, flip: false, cutout: null };

/**
 * Draws an augmentation as quark0/darts cnn/utils.py `_data_transforms_cifar10` does: crop of the padded image, mirroring
 * half of the time (both of kind `cifar` only), and with `cutoutLength` a square that is centred anywhere in the image.
 */
export function drawAugmentation(
  random: RandomStream,
  { height, width }: ImageShape,
  { kind, cutoutLength }: Augmenting,
): Augmentation {
  const moved =
    kind === 'cifar'
      ? { left: random.below(2 * PADDING + 1), top: random.below(2 * PADDING + 1), flip: random.below(2) === 1 }
      : UNCHANGED;
  return {
    ...moved,
    cutout:
      cutoutLength === null
        ? null
        : { centreY: random.below(height), centreX: random.below(width), length: cutoutLength },
  };
}

/**
 * Writes one image, augmented and normalised. Padding is black before normalising, as torchvision pads the picture itself;
 * the cutout is zero after it, as the reference masks the tensor.
 *
 * @param image `[height, width, channels]`, 0 to 255
 * @param table see `normalisationTable`
 * @param target receives `[height, width, channels]` from `offset` on
 */
export function writeAugmented(
  image: Uint8Array,
  shape: ImageShape,
  table: Float32Array,
  augmentation: Augmentation,
  target: Float32Array,
  offset: number,
): void {
  const { height, width, channels } = shape;
  const { left, top, flip, cutout } = augmentation;
  const step = flip ? -channels : channels;
  // Columns [from, to) of the target lie in the image, the others in the padding.
  const shift = flip ? PADDING - left : left - PADDING;
  const from = Math.min(width, Math.max(0, -shift));
  const to = Math.max(from, Math.min(width, width - shift));
  for (let y = 0; y < height; y++) {
    const row = offset + y * width * channels;
    const sourceY = y + top - PADDING;
    if (sourceY < 0 || sourceY >= height) {
      writeBlack(target, row, row + width * channels, channels, table);
      continue;
    }
    writeBlack(target, row, row + from * channels, channels, table);
    writeBlack(target, row + to * channels, row + width * channels, channels, table);
    const sourceX = flip ? width - 1 - (from + shift) : from + shift;
    let source = (sourceY * width + sourceX) * channels;
    for (let at = row + from * channels; at < row + to * channels; at += channels, source += step) {
      for (let channel = 0; channel < channels; channel++) {
        target[at + channel] = table[channel * 256 + (image[source + channel] ?? 0)] ?? 0;
      }
    }
  }
  if (cutout !== null) blank(cutout, shape, target, offset);
}

function writeBlack(target: Float32Array, start: number, end: number, channels: number, table: Float32Array): void {
  for (let at = start; at < end; at += channels) {
    for (let channel = 0; channel < channels; channel++) target[at + channel] = table[channel * 256] ?? 0;
  }
}

/** As the reference, `floor(length / 2)` pixels to each side of the centre, as far as they are in the image. */
function blank(
  { centreX, centreY, length }: NonNullable<Augmentation['cutout']>,
  { height, width, channels }: ImageShape,
  target: Float32Array,
  offset: number,
): void {
  const reach = Math.floor(length / 2);
  const [x1, x2] = [Math.max(0, centreX - reach), Math.min(width, centreX + reach)];
  const [y1, y2] = [Math.max(0, centreY - reach), Math.min(height, centreY + reach)];
  for (let y = y1; y < y2; y++) {
    target.fill(0, offset + (y * width + x1) * channels, offset + (y * width + x2) * channels);
  }
}
