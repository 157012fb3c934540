import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { assembleDataset } from '../../../src-core/data/assemble-dataset';
import { BatchLoader, EvaluationBatches } from '../../../src-core/data/batch-loader';
import { centreCrop } from '../../../src-core/data/centre-crop';
import { readImageFolder } from '../../../src-core/data/image-folder/read-image-folder';
import type { ImageDataset } from '../../../src-core/data/image-dataset';
import { readRandomViews } from '../../../src-core/data/random-views';
import { RandomStream } from '../../../src-core/random';
import { picturePixels } from './image-samples';
import { picture, write } from './picture-folder';
import { temporaryFolder } from '../../temporary-folder';

describe("an image folder with ImageNet's augmentation", () => {
  const IMAGES = { size: { height: 12, width: 14 }, framing: 'centre' } as const;
  const VIEWS = { kind: 'imagenet', cutoutLength: null } as const;
  const loaderOf = ({ train, facts, mean, std }: ImageDataset) =>
    new BatchLoader({
      split: train,
      facts,
      mean,
      std,
      indices: Uint32Array.from(train.labels.keys()),
      batchSize: 3,
      seed: 4,
      stream: 'train',
      augment: VIEWS,
      dropLast: false,
    });

  it('takes random views of the pictures in their files, and the middle of them for measuring', async () => {
    const folder = temporaryFolder();
    await write(folder, {
      'a/0.png': picture(40, 30).png().toBuffer(),
      'a/1-turned.jpg': picture(30, 40).rotate(-90).withMetadata({ orientation: 6 }).jpeg({ quality: 100 }).toBuffer(),
      'a/2-transparent.png': picture(25, 9).ensureAlpha(0.5).png().toBuffer(),
      'b/3-cmyk.jpg': picture(9, 31).toColourspace('cmyk').jpeg().toBuffer(),
      'b/4-deep.png': picture(14, 12).toColourspace('rgb16').png().toBuffer(),
      'b/5-gray.png': picture(60, 50).toColourspace('b-w').png().toBuffer(),
      'b/6-tiny.gif': picture(1, 1).gif().toBuffer(),
    });
    const held = assembleDataset('image-folder', 'held', await readImageFolder(folder, IMAGES));
    const streamed = assembleDataset(
      'image-folder',
      'streamed',
      await readImageFolder(folder, IMAGES, { pixels: 100, bytes: 1e9, files: 1e9 }),
    );
    expect([held.train.images.length, streamed.train.images.length]).toEqual([7 * 12 * 14 * 3, 0]);
    const middle = centreCrop({ width: 40, height: 30, channels: 3, pixels: picturePixels(40, 30) }, IMAGES.size);
    expect(held.train.images.subarray(0, middle.pixels.length)).toEqual(middle.pixels);
    const measured = ({ train, facts, mean, std }: ImageDataset) =>
      new EvaluationBatches({ split: train, facts, mean, std, indices: Uint32Array.of(6, 1, 0), batchSize: 3 }).batch(
        0,
        0,
      );
    expect(await measured(streamed)).toEqual(await measured(held));

    const views = new Set<string>();
    for (const pass of [0, 1]) {
      for (let index = 0; index < 3; index++) {
        const batch = await loaderOf(held).batch(pass, index);
        expect(batch).toEqual(await loaderOf(streamed).batch(pass, index));
        expect(batch.images.every(Number.isFinite)).toBe(true);
        for (let i = 0; i < batch.size; i++) views.add(batch.images.subarray(i * 504, (i + 1) * 504).join());
      }
    }
    expect(views.size).toBe(14);
  });

  it('shows a part that no resized image could: what is left of a large picture is as sharp as the picture', async () => {
    const folder = temporaryFolder();
    // Stripes one pixel wide, which are gray once the picture is made small.
    const stripes = (turned: boolean): Promise<Buffer> => {
      const pixels = Uint8Array.from({ length: 48 * 48 }, (_, i) => 255 * ((turned ? Math.floor(i / 48) : i) % 2));
      const raw = { width: 48, height: 48, channels: 1 } as const;
      return sharp(pixels, { raw }).toColourspace('b-w').png().toBuffer();
    };
    await write(folder, { 'a/1.png': stripes(false), 'b/1.png': stripes(true) });
    const { train } = assembleDataset('image-folder', 'stripes', await readImageFolder(folder, IMAGES));
    const deviation = (pixels: ArrayLike<number>): number => {
      const mean = Array.from(pixels).reduce((sum, value) => sum + value, 0) / pixels.length;
      return Math.sqrt(Array.from(pixels).reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels.length);
    };
    expect(deviation(train.images)).toBeLessThan(20);
    const shape = { height: 12, width: 14, channels: 1 };
    const sharpest = await Promise.all(
      Array.from({ length: 40 }, async (_, seed) => {
        const random = (): RandomStream => new RandomStream(seed, 'test');
        return deviation((await readRandomViews(train, shape, Uint32Array.of(0), random))(0));
      }),
    );
    expect(Math.max(...sharpest)).toBeGreaterThan(50);
  });

  it('names the file that has gone or changed since', async () => {
    const folder = temporaryFolder();
    for (const name of ['a/1.png', 'b/1.png']) await write(folder, { [name]: picture(40, 30).png().toBuffer() });
    const dataset = assembleDataset('image-folder', 'folder', await readImageFolder(folder, IMAGES));
    await appendFile(join(folder, 'b/1.png'), 'x');
    await expect(loaderOf(dataset).batch(0, 0)).rejects.toThrow(`${join(folder, 'b/1.png')} has changed since`);
  });
});
