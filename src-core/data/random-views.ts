import type { RandomStream } from '../random';
import { drawColourJitter, jitterColours } from './colour-jitter';
import { eachOf } from './each-of';
import { decodePart } from './image-folder/decode-image';
import { fileAt } from './image-folder/file-table';
import type { ImageSplit } from './image-dataset';
import type { ImageShape } from './normalise';
import { cutOut, mirror } from './picture';
import type { ImageSize, Picture, PictureBox } from './picture';
import { AT_ONCE, readHeld } from './pixels';
import type { Pixels } from './pixels';
import { randomResizedCrop } from './random-resized-crop';
import { resample } from './resample';

/**
 * A random view of each of some images, as quark0/darts cnn/train_imagenet.py trains on: a random part of the picture, scaled
 * to the images' size, mirrored half of the time, its colours changed. Parts are taken of the pictures in their files, where
 * there are files, else of the images in memory.
 *
 * @param members which of the split's images
 * @param randomOf the random numbers for the image at a place among `members`
 * @throws UserError naming a file that cannot be decoded
 */
export async function readRandomViews(
  split: ImageSplit,
  shape: ImageShape,
  members: Uint32Array,
  randomOf: (place: number) => RandomStream,
): Promise<Pixels> {
  const views: Uint8Array[] = [];
  await eachOf(members.length, AT_ONCE, async (place) => {
    const random = randomOf(place);
    const part = await readPart(split, shape, members[place] ?? 0, (size) => randomResizedCrop(random, size));
    views[place] = randomView(part, shape, random).pixels;
  });
  return (place) => views[place] ?? new Uint8Array();
}

function readPart(
  split: ImageSplit,
  shape: ImageShape,
  member: number,
  boxOf: (size: ImageSize) => PictureBox,
): Picture | Promise<Picture> {
  const { files } = split;
  if (files !== undefined) return decodePart(files.root, fileAt(files, member), shape.channels, boxOf);
  return cutOut({ ...shape, pixels: readHeld(split, shape, member) }, boxOf(shape));
}

function randomView(part: Picture, size: ImageSize, random: RandomStream): Picture {
  const view = resample(part, { height: size.height, width: size.width });
  if (random.below(2) === 1) mirror(view);
  jitterColours(view, drawColourJitter(random));
  return view;
}
