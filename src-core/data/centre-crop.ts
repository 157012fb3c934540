import type { ImageSize, Picture } from './picture';
import { resample } from './resample';

/** How much larger a picture is made than the part of it that is taken: 256 to 224. */
const MARGIN = 256 / 224;

/**
 * The middle of a picture as quark0/darts cnn/test_imagenet.py takes it, torchvision's `Resize(256)` and `CenterCrop(224)`,
 * for images of any size: the picture is scaled until it just covers 256/224 of the size, and the size is cut out.
 */
export function centreCrop(picture: Picture, size: ImageSize): Picture {
  const scaled = coveringSize(picture, sizeBeforeCrop(size));
  const top = roundHalfToEven((scaled.height - size.height) / 2);
  const left = roundHalfToEven((scaled.width - size.width) / 2);
  return resample(picture, scaled, { height: size.height, width: size.width, top, left });
}

/** What a picture is scaled to cover before its middle of a size is cut out. */
export function sizeBeforeCrop({ height, width }: ImageSize): ImageSize {
  return { height: Math.round(height * MARGIN), width: Math.round(width * MARGIN) };
}

/** The size of a picture that is scaled until it covers another, its aspect ratio kept. */
function coveringSize({ height, width }: ImageSize, covered: ImageSize): ImageSize {
  return covered.height * width >= covered.width * height
    ? { height: covered.height, width: Math.trunc((covered.height * width) / height) }
    : { height: Math.trunc((covered.width * height) / width), width: covered.width };
}

/** Python's `round`. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  return value - below === 0.5 ? below + (below % 2) : Math.round(value);
}
