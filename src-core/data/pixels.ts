import { eachOf } from './each-of';
import { isHeld } from './image-dataset';
import type { ImageSplit } from './image-dataset';
import { decodeImage } from './image-folder/decode-image';
import { fileAt } from './image-folder/file-table';
import type { ImageShape } from './normalise';

/** The decoder's own threads are four; some more files are read meanwhile. */
export const AT_ONCE = 8;

/** `[height, width, channels]`, 0 to 255, of the image at a place among those that were asked for. */
export type Pixels = (place: number) => Uint8Array;

/**
 * The pixels of some images: at once where they are in memory, decoded from their files where not.
 *
 * @param members which of the split's images
 * @throws UserError naming a file that cannot be decoded
 */
export function readPixels(split: ImageSplit, shape: ImageShape, members: Uint32Array): Pixels | Promise<Pixels> {
  const { files } = split;
  if (files === undefined || isHeld(split)) return (place) => readHeld(split, shape, members[place] ?? 0);
  const decoded: Uint8Array[] = [];
  return eachOf(members.length, AT_ONCE, async (place) => {
    decoded[place] = await decodeImage(files.root, fileAt(files, members[place] ?? 0), {
      ...shape,
      framing: files.framing,
    });
  }).then(() => (place) => decoded[place] ?? new Uint8Array());
}

/** The pixels of an image in memory. */
export function readHeld({ images }: ImageSplit, { height, width, channels }: ImageShape, member: number): Uint8Array {
  const length = height * width * channels;
  return images.subarray(member * length, (member + 1) * length);
}
