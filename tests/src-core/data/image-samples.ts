import sharp from 'sharp';

/** The same small picture in every format that is read: 12 x 8 pixels, one of them turned. */
export async function imageSamples(): Promise<Buffer[]> {
  const picture = picturePixels(12, 8);
  const of = () => sharp(picture, { raw: { width: 12, height: 8, channels: 3 } });
  return Promise.all([
    of().png().toBuffer(),
    of().toColourspace('b-w').png().toBuffer(),
    of().jpeg().toBuffer(),
    of()
      .jpeg({ progressive: true })
      .withExif({ IFD0: { Artist: 'nobody' } })
      .toBuffer(),
    of().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    of().gif().toBuffer(),
    of().webp().toBuffer(),
    of().webp({ lossless: true }).toBuffer(),
    of().ensureAlpha(0.5).webp().toBuffer(),
  ]);
}

/** `[height, width, 3]`: a slope of red to the right and of green downwards, with blue in the middle. */
export function picturePixels(width: number, height: number): Uint8Array {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      pixels.set([Math.round((255 * x) / (width - 1)), Math.round((255 * y) / (height - 1)), 128], (y * width + x) * 3);
    }
  }
  return pixels;
}
