import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as v from 'valibot';

import type { Picture } from '../../../src-core/data/picture';

const size = v.object({ width: v.number(), height: v.number() });
const box = v.object({ ...size.entries, left: v.number(), top: v.number() });
const factors = { brightness: v.number(), contrast: v.number(), saturation: v.number(), hue: v.number() };
const jitter = v.object({
  order: v.array(v.picklist(['brightness', 'contrast', 'saturation', 'hue'])),
  ...factors,
  pixels: v.string(),
});

/** What torchvision computes; `fixtures/torchvision/make.py` has written it. Pixels are base64. */
export const TORCHVISION = v.parse(
  v.object({
    crops: v.array(v.object({ ...size.entries, draws: v.array(v.number()), box })),
    picture: v.object({ ...size.entries, pixels: v.string() }),
    resizedCrops: v.array(v.object({ box, size, pixels: v.string() })),
    centres: v.array(v.object({ ...size.entries, pixels: v.string(), side: v.number(), centre: v.string() })),
    jitterPicture: v.object({ ...size.entries, pixels: v.string(), gray: v.string() }),
    jitters: v.array(jitter),
    grayJitters: v.array(jitter),
    hues: v.array(v.object({ turn: v.number(), sha256: v.string() })),
  }),
  JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/torchvision/augmentations.json'), 'utf8')),
);

/** A picture of the file; a copy of its own. */
export function pictureOf(
  { width, height }: { readonly width: number; readonly height: number },
  base64: string,
): Picture {
  const pixels = new Uint8Array(Buffer.from(base64, 'base64'));
  return { width, height, channels: pixels.length / (width * height), pixels };
}
