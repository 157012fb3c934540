import type { RandomStream } from '../random';
import { turnHue } from './hue';
import type { Picture } from './picture';
import { between } from './random-resized-crop';

/** How far colours are changed: quark0/darts cnn/train_imagenet.py `ColorJitter`. */
const STRENGTH = { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.2 };

/** What is changed, in the order of torchvision's numbers for it. */
const CHANGES = ['brightness', 'contrast', 'saturation', 'hue'] as const;

/** How the colours of one picture are changed. */
export interface ColourJitter {
  /** In this order. */
  readonly order: readonly (typeof CHANGES)[number][];
  /** Factors; 1 changes nothing. */
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
  /** Part of a full turn of the colour circle, -0.5 to 0.5. */
  readonly hue: number;
}

/** Draws as torchvision's `ColorJitter.get_params` does. */
export function drawColourJitter(random: Pick<RandomStream, 'float' | 'shuffle'>): ColourJitter {
  const order = CHANGES.map((_, i) => i);
  random.shuffle(order);
  const factor = (strength: number): number => between(random, 1 - strength, 1 + strength);
  return {
    order: order.flatMap((i) => CHANGES[i] ?? []),
    brightness: factor(STRENGTH.brightness),
    contrast: factor(STRENGTH.contrast),
    saturation: factor(STRENGTH.saturation),
    hue: between(random, -STRENGTH.hue, STRENGTH.hue),
  };
}

/**
 * Changes the colours of a picture in place, to the last bit as torchvision does on Pillow's pictures, which are bytes after
 * each change. Gray pictures have only a brightness and a contrast.
 */
export function jitterColours(picture: Picture, jitter: ColourJitter): void {
  for (const change of jitter.order) {
    switch (change) {
      case 'brightness':
        mapBytes(picture.pixels, blendTable(0, jitter.brightness));
        break;
      case 'contrast':
        mapBytes(picture.pixels, blendTable(meanLuma(picture), jitter.contrast));
        break;
      case 'saturation':
        if (picture.channels === 3) blendWithGray(picture.pixels, Math.fround(jitter.saturation));
        break;
      case 'hue':
        if (picture.channels === 3) turnHue(picture.pixels, jitter.hue);
    }
  }
}

/** Pillow's `Image.blend` of one byte: from `from`, a step towards another and beyond, in single precision. */
function blend(from: number, step: number): number {
  const value = Math.fround(from + step);
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.trunc(value);
}

/** What `blend` makes of every byte, from one and the same value. */
function blendTable(from: number, factor: number): Uint8Array {
  const share = Math.fround(factor);
  return Uint8Array.from({ length: 256 }, (_, byte) => blend(from, Math.fround(share * (byte - from))));
}

function mapBytes(pixels: Uint8Array, table: Uint8Array): void {
  for (let i = 0; i < pixels.length; i++) pixels[i] = table[pixels[i] ?? 0] ?? 0;
}

function blendWithGray(pixels: Uint8Array, share: number): void {
  // By how much a byte is above its gray, from -255 to 255.
  const steps = Float32Array.from({ length: 511 }, (_, i) => Math.fround(share * (i - 255)));
  for (let i = 0; i < pixels.length; i += 3) {
    const gray = luma(pixels, i);
    for (let at = i; at < i + 3; at++) pixels[at] = blend(gray, steps[(pixels[at] ?? 0) - gray + 255] ?? 0);
  }
}

function meanLuma({ pixels, channels }: Picture): number {
  let sum = 0;
  for (let i = 0; i < pixels.length; i += channels) sum += channels === 3 ? luma(pixels, i) : (pixels[i] ?? 0);
  return Math.trunc((sum * channels) / pixels.length + 0.5);
}

/** ITU-R 601-2 luma, as Pillow rounds it. */
function luma(pixels: Uint8Array, at: number): number {
  return (19_595 * (pixels[at] ?? 0) + 38_470 * (pixels[at + 1] ?? 0) + 7_471 * (pixels[at + 2] ?? 0) + 0x8000) >> 16;
}
