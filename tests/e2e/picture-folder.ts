import { mkdirSync } from 'node:fs';
import path from 'node:path';

import sharp from 'sharp';

/** Writes a folder of pictures for each of two classes, all 48 pixels wide and 36 high. */
export async function writePictureFolder(folder: string): Promise<string> {
  for (const [name, colour] of [
    ['warm', '#c33'],
    ['cold', '#36c'],
  ] as const) {
    mkdirSync(path.join(folder, name), { recursive: true });
    for (let i = 0; i < 6; i++) {
      await sharp({ create: { width: 48, height: 36, channels: 3, background: colour } })
        .modulate({ brightness: 0.6 + 0.1 * i })
        .png()
        .toFile(path.join(folder, name, `${i}.png`));
    }
  }
  return folder;
}
