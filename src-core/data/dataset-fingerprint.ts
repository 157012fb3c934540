import { createHash } from 'node:crypto';

import type { LabelledImages } from './assemble-dataset';
import { isHeld } from './image-dataset';
import { fileAt } from './image-folder/file-table';

/**
 * SHA-256, hexadecimal, over sizes, labels and pixels, but not names: a renamed copy is the same data. Where images are read
 * as needed, the files' names inside the folder and their sizes stand for the pixels.
 */
export function fingerprintOf({ height, width, channels, train, test }: LabelledImages): string {
  const hash = createHash('sha256');
  for (const split of [train, test]) {
    const { count, labels, images, files } = split;
    hash.update(`${count} ${height} ${width} ${channels}\n`).update(labels).update(images);
    if (files === undefined || isHeld(split)) continue;
    for (let i = 0; i < count; i++) {
      const { path, size } = fileAt(files, i);
      hash.update(`${path}\0${size}\n`);
    }
  }
  return hash.digest('hex');
}
