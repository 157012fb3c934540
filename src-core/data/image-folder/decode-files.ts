import { join } from 'node:path';

import { UserError } from '../../user-error';
import { eachOf } from '../each-of';
import { sharedBytes } from '../shared-memory';
import { decodeImage } from './decode-image';
import type { FramedShape, ImageFile } from './file-table';
import { predicateOf } from './list-pictures';

/** The decoder's own threads are four; some more files are read meanwhile. */
const AT_ONCE = 8;

/**
 * Decodes files into one buffer, in their order; those that cannot be decoded are left out.
 *
 * @returns `images`, `[decoded, height, width, channels]`, and for each of `files` that is not in it, by its place, why
 */
export async function decodeFiles(
  root: string,
  files: readonly ImageFile[],
  target: FramedShape,
): Promise<{ readonly images: Uint8Array; readonly broken: ReadonlyMap<number, string> }> {
  const length = target.height * target.width * target.channels;
  const images = sharedBytes(files.length * length);
  const broken = new Map<number, string>();
  await eachOf(files.length, AT_ONCE, async (place) => {
    const file = files[place];
    if (file === undefined) return;
    try {
      images.set(await decodeImage(root, file, target), place * length);
    } catch (error) {
      if (!(error instanceof UserError)) throw error; // a fault of ours is no fault of the file
      broken.set(place, predicateOf(error, join(root, file.path)));
    }
  });
  return { images: closeGaps(images, length, broken), broken };
}

function closeGaps(images: Uint8Array, length: number, broken: ReadonlyMap<number, string>): Uint8Array {
  let kept = 0;
  for (let place = 0; place * length < images.length; place++) {
    if (broken.has(place)) continue;
    if (kept !== place) images.copyWithin(kept * length, place * length, (place + 1) * length);
    kept++;
  }
  return images.subarray(0, kept * length);
}
