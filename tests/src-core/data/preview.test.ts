import { inflateSync } from 'node:zlib';

import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

import { assembleDataset } from '../../../src-core/data/assemble-dataset';
import { DatasetPreviewSchema } from '../../../src-core/data/dataset-facts';
import { openDataset } from '../../../src-core/data/open-dataset';
import { encodePng } from '../../../src-core/data/png';
import { previewOf } from '../../../src-core/data/preview';

describe('previewOf', () => {
  it('shows the first images of each class, class by class', async () => {
    const dataset = await openDataset({ kind: 'demo' });
    const preview = await previewOf(dataset);
    expect(v.parse(DatasetPreviewSchema, preview)).toEqual(preview);
    expect(preview.thumbnails.map(({ label }) => label)).toEqual(
      Array.from({ length: 10 }, (_, label) => Array.from({ length: 6 }, () => label)).flat(),
    );
    // The demo set's labels go round, so the second image of class 3 is number 13.
    const png = Buffer.from((preview.thumbnails[3 * 6 + 1]?.url ?? '').split(',')[1] ?? '', 'base64');
    expect(decode(png).pixels).toEqual([...dataset.train.images.subarray(13 * 3072, 14 * 3072)]);
  });

  it('stays small with many classes, some of them without images', async () => {
    const count = 1000;
    const split = {
      images: new Uint8Array(count),
      labels: Uint8Array.from({ length: count }, (_, i) => i % 200),
      count,
    };
    const classNames = Array.from({ length: 256 }, (_, label) => `class ${label}`);
    const found = { classNames, height: 1, width: 1, channels: 1, train: split, test: split };
    const { thumbnails } = await previewOf(assembleDataset('cifar-10-binary', 'many', found));
    expect(thumbnails.map(({ label }) => label)).toEqual(Array.from({ length: 200 }, (_, label) => label));
  });
});

describe('encodePng', () => {
  it.each([1, 3])('writes images of %i channels', (channels) => {
    const shape = { height: 3, width: 5, channels };
    const pixels = Uint8Array.from({ length: 15 * channels }, (_, i) => (i * 37) & 0xff);
    expect(decode(encodePng(pixels, shape))).toEqual({ ...shape, pixels: [...pixels] });
  });

  it('refuses other numbers of channels', () => {
    expect(() => encodePng(new Uint8Array(2), { height: 1, width: 1, channels: 2 })).toThrow('1 or 3 channels, not 2');
  });
});

/** Reads back an unfiltered 8-bit PNG, step by step after the specification. */
function decode(png: Buffer) {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const typed = png.subarray(at + 4, at + 8 + length);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc(typed));
    chunks.set(typed.subarray(0, 4).toString('latin1'), typed.subarray(4));
    at += 12 + length;
  }
  expect([...chunks.keys()]).toEqual(['IHDR', 'IDAT', 'IEND']);
  const header = chunks.get('IHDR') ?? Buffer.alloc(13);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = header[9] === 2 ? 3 : 1;
  expect([...header.subarray(8)]).toEqual([8, channels === 3 ? 2 : 0, 0, 0, 0]);
  const rows = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0));
  const stride = 1 + width * channels;
  const pixels = Array.from({ length: height }, (_, y) => {
    expect(rows[y * stride]).toBe(0);
    return [...rows.subarray(y * stride + 1, (y + 1) * stride)];
  }).flat();
  return { width, height, channels, pixels };
}

/** The specification's CRC-32, bit by bit. */
function crc(bytes: Uint8Array): number {
  let register = 0xffffffff;
  for (const byte of bytes) {
    register ^= byte;
    for (let bit = 0; bit < 8; bit++) register = register & 1 ? (register >>> 1) ^ 0xedb88320 : register >>> 1;
  }
  return (register ^ 0xffffffff) >>> 0;
}
