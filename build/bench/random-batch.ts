import type { Batch } from '../../src-core/data/image-dataset';
import { RandomStream } from '../../src-core/random';

/** Normally distributed images of all classes in turn: how long a step takes does not depend on what is in them. */
export function randomBatch(
  size: number,
  classes: number,
  image: { readonly height: number; readonly width: number; readonly channels: number },
  stream: string,
): Batch {
  const random = new RandomStream(1, stream);
  return {
    images: Float32Array.from({ length: size * image.height * image.width * image.channels }, () => random.normal()),
    labels: Int32Array.from({ length: size }, (_, i) => i % classes),
    size,
  };
}
