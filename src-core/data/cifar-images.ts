import type { ImageShape } from './normalise';

/** Size of CIFAR's images (Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html). */
export const CIFAR_SHAPE: ImageShape = { height: 32, width: 32, channels: 3 };
const PIXELS = CIFAR_SHAPE.height * CIFAR_SHAPE.width;
/** Bytes of an image: all red ones row by row, all green, all blue. */
export const CIFAR_BYTES = PIXELS * CIFAR_SHAPE.channels;
/** 1.5 GB of pixels; CIFAR has 50,000. */
export const MAX_CIFAR_IMAGES = 500_000;

/**
 * Turns an image from `[channel, row, column]` to `[row, column, channel]`.
 * @param target receives it as image number `index`
 */
export function interleave(planes: Uint8Array, target: Uint8Array, index: number): void {
  const { channels } = CIFAR_SHAPE;
  for (let channel = 0; channel < channels; channel++) {
    for (let pixel = 0, to = index * CIFAR_BYTES + channel; pixel < PIXELS; pixel++, to += channels) {
      target[to] = planes[channel * PIXELS + pixel] ?? 0;
    }
  }
}
