import { join } from 'node:path';

import type { Sharp } from 'sharp';

import { UserError } from '../../user-error';
import { printable } from '../../file-errors';
import type { ImageShape } from '../normalise';
import { withKnownFile } from '../regular-file';
import type { ImageFile } from './file-table';

/** A picture of 8,192 x 6,103; decoding an unkind one takes eight bytes a pixel. */
export const MAX_PIXELS = 50_000_000;
/** Of one picture's file. */
export const MAX_FILE = 67_108_864;
/** The decoders that may run; all others (of vector graphics, documents, cameras' raw files) stay off. */
const DECODERS = ['Jpeg', 'Png', 'Nsgif', 'Webp'].map((name) => `VipsForeignLoad${name}Buffer`);

/**
 * Reads and decodes a picture: turned as its EXIF data say, on white where it is transparent, the first frame of an
 * animation, 8 bits a channel whatever it had, in sRGB or gray; scaled and cropped around its centre to the shape.
 *
 * @returns `[height, width, channels]`
 * @throws UserError naming the file when it cannot be read or decoded, or is not the file any more that it was
 */
export async function decodeImage(root: string, file: ImageFile, shape: ImageShape): Promise<Uint8Array> {
  const path = join(root, file.path);
  // Listing the folder has made sure that it is inside; that it is the same file is checked here.
  const bytes = await withKnownFile(path, async ({ size, changed, fill }) => {
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
  const decoder = await loadDecoder();
  try {
    return await decodeBytes(decoder, bytes, shape);
  } catch (error) {
    throw new UserError(`${printable(path)} cannot be decoded: it is truncated or damaged; replace or remove it.`, {
      cause: error,
    });
  }
}

type Decoder = (bytes: Buffer, options: object) => Sharp;

async function decodeBytes(
  decoder: Decoder,
  bytes: Buffer,
  { height, width, channels }: ImageShape,
): Promise<Uint8Array> {
  const { data, info } = await decoder(bytes, { failOn: 'error', limitInputPixels: MAX_PIXELS, pages: 1 })
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .resize({ width, height, fit: 'cover' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.width !== width || info.height !== height || info.channels !== channels) {
    throw new Error(`it has ${info.channels} channels and ${info.width} x ${info.height} pixels`);
  }
  return data;
}

let loading: Promise<Decoder> | null = null;

/** The decoder is loaded when the first picture comes: other data sets do without it. */
async function loadDecoder(): Promise<Decoder> {
  loading ??= import('sharp').then(({ default: sharp }) => {
    // Pictures are seen once, and several are decoded at the same time.
    sharp.cache(false);
    sharp.concurrency(1);
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({ operation: DECODERS });
    return sharp;
  });
  return loading;
}
