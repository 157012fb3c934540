import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { drawDemoImages } from '../../src-core/data/demo-dataset';
import type { ImageSplit } from '../../src-core/data/image-dataset';

const PIXELS = 32 * 32;
const demo = drawDemoImages();

const REAL_IMAGES = path.resolve(import.meta.dirname, '../../../shared/data/cifar-10-small');

/**
 * Lays a folder in CIFAR-10's binary layout: copies of real images where this checkout has some beside it, else images of
 * the demo data set.
 */
export function layCifarFolder(folder: string): string {
  if (!existsSync(REAL_IMAGES)) return writeCifarFolder(folder, 2_000);
  cpSync(REAL_IMAGES, folder, { recursive: true });
  return folder;
}

/** Writes a folder in CIFAR-10's binary layout from the demo data set's images. */
export function writeCifarFolder(folder: string, trainImages: number, testImages = 20): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'batches.meta.txt'), `${demo.classNames.join('\n')}\n`);
  writeFileSync(path.join(folder, 'data_batch_1.bin'), toRecords(demo.train, trainImages));
  writeFileSync(path.join(folder, 'test_batch.bin'), toRecords(demo.test, testImages));
  return folder;
}

/** The first images as records: one label byte, then all red bytes row by row, all green, all blue. */
export function cifarRecords(count: number): Buffer {
  return toRecords(demo.train, count);
}

function toRecords({ images, labels }: ImageSplit, count: number): Buffer {
  const records = Array.from({ length: count }, (_, image) => {
    const record = Buffer.alloc(1 + 3 * PIXELS);
    record[0] = labels[image] ?? 0;
    for (let channel = 0; channel < 3; channel++) {
      for (let pixel = 0; pixel < PIXELS; pixel++) {
        record[1 + channel * PIXELS + pixel] = images[(image * PIXELS + pixel) * 3 + channel] ?? 0;
      }
    }
    return record;
  });
  return Buffer.concat(records);
}
