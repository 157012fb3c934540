import { crc32, deflateSync } from 'node:zlib';

import type { ImageShape } from './normalise';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * A PNG file of an image with 8 bits a channel (W3C PNG, third edition).
 *
 * @param pixels `[height, width, channels]`; one channel is gray, three are red, green and blue
 */
export function encodePng(pixels: Uint8Array, { height, width, channels }: ImageShape): Buffer {
  const colourType = { 1: 0, 3: 2 }[channels];
  if (colourType === undefined) throw new RangeError(`encodePng: an image has 1 or 3 channels, not ${channels}.`);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colourType], 8);
  const stride = width * channels;
  const rows = Buffer.alloc(height * (1 + stride)); // each row begins with 0: not filtered
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * stride, (y + 1) * stride), y * (1 + stride) + 1);
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND')]);
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(content.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(content, 4);
  framed.writeUInt32BE(crc32(content), 4 + content.length);
  return framed;
}
