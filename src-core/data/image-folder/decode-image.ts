import { join } from 'node:path';

import type { Sharp } from 'sharp';

import { UserError } from '../../user-error';
import { printable } from '../../file-errors';
import { centreCrop } from '../centre-crop';
import type { ImageSize, Picture, PictureBox } from '../picture';
import { withKnownFile } from '../regular-file';
import type { FramedShape, ImageFile } from './file-table';
import { loadDecoder } from './load-decoder';
import type { Decoder } from './load-decoder';

/** Of one picture's file. */
export const MAX_FILE = 67_108_864;

/**
 * Reads a picture and makes it an image: on white where it is transparent, 8 bits a channel whatever it had, in sRGB or gray,
 * framed to the shape.
 *
 * @returns `[height, width, channels]`
 * @throws UserError naming the file when it cannot be read or decoded, or is not the file any more that it was
 */
export async function decodeImage(root: string, file: ImageFile, target: FramedShape): Promise<Uint8Array> {
  const { width, height, channels } = target;
  return decoded(root, file, async (decoder, bytes) => {
    if (target.framing === 'centre') return centreCrop(await pixelsOf(decoder(bytes), channels), target).pixels;
    const image = await pixelsOf(decoder(bytes).resize({ width, height, fit: 'cover' }), channels);
    if (image.width !== width || image.height !== height) throw new Error(`it is ${image.width} x ${image.height}`);
    return image.pixels;
  });
}

/**
 * Reads a part of a picture in its own size, likewise.
 * @param boxOf chooses the part by the picture's size
 */
export async function decodePart(
  root: string,
  file: ImageFile,
  channels: number,
  boxOf: (size: ImageSize) => PictureBox,
): Promise<Picture> {
  return decoded(root, file, async (decoder, bytes) => {
    const { autoOrient: size } = await decoder(bytes).metadata();
    return pixelsOf(decoder(bytes).extract(boxOf(size)), channels);
  });
}

/** Reads a file and has its bytes decoded; what the decoder refuses becomes a sentence. */
async function decoded<T>(
  root: string,
  file: ImageFile,
  decode: (decoder: Decoder, bytes: Buffer) => Promise<T>,
): Promise<T> {
  const path = join(root, file.path);
  const bytes = await readBytes(path, file);
  const decoder = await loadDecoder();
  try {
    return await decode(decoder, bytes);
  } catch (error) {
    throw new UserError(`${printable(path)} cannot be decoded: it is truncated or damaged; replace or remove it.`, {
      cause: error,
    });
  }
}

/** Listing the folder has made sure that the file is inside; that it is the same file is checked here. */
function readBytes(path: string, file: ImageFile): Promise<Buffer> {
  return withKnownFile(path, async ({ size, changed, fill }) => {
    if (size !== file.size || changed !== file.changed) {
      throw new UserError(
        `${printable(path)} has changed since the data set was opened: put the original back, or start anew.`,
      );
    }
    if (size > MAX_FILE) throw new UserError(`${printable(path)} is too large for a picture: make it smaller.`);
    const content = Buffer.allocUnsafe(size);
    await fill(content, 0);
    return content;
  });
}

async function pixelsOf(picture: Sharp, channels: number): Promise<Picture> {
  const { data, info } = await picture
    .flatten({ background: '#ffffff' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== channels) throw new Error(`it has ${info.channels} channels`);
  return { width: info.width, height: info.height, channels, pixels: data };
}
