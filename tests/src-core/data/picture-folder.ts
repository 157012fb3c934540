import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import sharp from 'sharp';
import type { Sharp } from 'sharp';

import { picturePixels } from './image-samples';

/** A picture to be written in some format. */
export function picture(width: number, height: number): Sharp {
  return sharp(picturePixels(width, height), { raw: { width, height, channels: 3 } });
}

/** Writes pictures, each to its path. */
export async function write(
  folder: string,
  pictures: Readonly<Record<string, Buffer | Promise<Buffer>>>,
): Promise<void> {
  for (const [path, content] of Object.entries(pictures)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), await content);
  }
}
