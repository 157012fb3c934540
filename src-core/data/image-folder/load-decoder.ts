import type { Sharp } from 'sharp';

/** A picture of 8,192 x 6,103; decoding an unkind one takes eight bytes a pixel. */
export const MAX_PIXELS = 50_000_000;
/** The decoders that may run; all others (of vector graphics, documents, cameras' raw files) stay off. */
const DECODERS = ['Jpeg', 'Png', 'Nsgif', 'Webp'].map((name) => `VipsForeignLoad${name}Buffer`);

/** Begins with the bytes of a picture's file: the first frame of an animation, turned as its EXIF data say. */
export type Decoder = (bytes: Buffer) => Sharp;

let loading: Promise<Decoder> | null = null;

/** The decoder is loaded when the first picture comes: other data sets do without it. */
export async function loadDecoder(): Promise<Decoder> {
  loading ??= import('sharp').then(({ default: sharp }) => {
    // Pictures are seen once, and several are decoded at the same time.
    sharp.cache(false);
    sharp.concurrency(1);
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({ operation: DECODERS });
    return (bytes) => sharp(bytes, { failOn: 'error', limitInputPixels: MAX_PIXELS, pages: 1 }).autoOrient();
  });
  return loading;
}
