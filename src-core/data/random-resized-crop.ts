import type { RandomStream } from '../random';
import type { ImageSize, PictureBox } from './picture';

/** The share of the picture's area that a crop has, and its width over its height (torchvision's, Szegedy et al. 2015). */
const AREA = [0.08, 1] as const;
const RATIO = [3 / 4, 4 / 3] as const;
const ATTEMPTS = 10;

/**
 * Draws a box as torchvision's `RandomResizedCrop.get_params` does: of a random share of the area and a random aspect ratio,
 * anywhere it fits; after ten that do not fit, the largest around the centre whose aspect ratio is allowed.
 */
export function randomResizedCrop(
  random: Pick<RandomStream, 'float' | 'below'>,
  { height, width }: ImageSize,
): PictureBox {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const area = height * width * between(random, AREA[0], AREA[1]);
    const ratio = Math.exp(between(random, Math.log(RATIO[0]), Math.log(RATIO[1])));
    const box = { width: Math.round(Math.sqrt(area * ratio)), height: Math.round(Math.sqrt(area / ratio)) };
    if (box.width < 1 || box.width > width || box.height < 1 || box.height > height) continue;
    const top = random.below(height - box.height + 1);
    return { ...box, top, left: random.below(width - box.width + 1) };
  }
  const ratio = Math.min(RATIO[1], Math.max(RATIO[0], width / height));
  const box = {
    width: Math.min(width, Math.round(height * ratio)),
    height: Math.min(height, Math.round(width / ratio)),
  };
  return { ...box, top: Math.floor((height - box.height) / 2), left: Math.floor((width - box.width) / 2) };
}

/** A number from `least` to `most`, all equally likely. */
export function between(random: Pick<RandomStream, 'float'>, least: number, most: number): number {
  return least + (most - least) * random.float();
}
