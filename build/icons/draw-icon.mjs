/**
 * Draws the app's icon: a dartboard whose bull's eye is a small cell graph. Run it again after a change:
 * node build/icons/draw-icon.mjs
 */
import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

const SIZE = 512;
/** Samples per pixel and axis: the edges are smooth. */
const SAMPLES = 4;

/** @typedef {readonly [number, number, number, number]} Colour red, green, blue 0 to 255, and opacity 0 to 1 */

/** The unit is the icon's half width; the origin is its centre. @type {readonly { radius: number, colour: Colour }[]} */
const RINGS = [
  { radius: 0.97, colour: [23, 28, 38, 1] },
  { radius: 0.86, colour: [232, 235, 240, 1] },
  { radius: 0.7, colour: [201, 60, 55, 1] },
  { radius: 0.54, colour: [232, 235, 240, 1] },
  { radius: 0.38, colour: [38, 128, 110, 1] },
];

/** Two inputs, two intermediate nodes, one output. @type {readonly (readonly [number, number])[]} */
const NODES = [
  [-0.6, -0.34],
  [-0.6, 0.34],
  [-0.04, -0.2],
  [0.12, 0.24],
  [0.62, 0],
];
const EDGES = [
  [0, 2],
  [1, 2],
  [1, 3],
  [2, 3],
  [2, 4],
  [3, 4],
];
/** @type {Colour} */
const LINE = [23, 28, 38, 1];
/** @type {Colour} */
const NODE = [255, 197, 61, 1];

writeFileSync(new URL('dartboard.png', import.meta.url), encodePng(SIZE, draw(SIZE)));

/**
 * @param {number} size
 * @returns {Buffer} RGBA, row by row
 */
function draw(size) {
  const pixels = Buffer.alloc(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const sum = [0, 0, 0, 0];
      for (let sample = 0; sample < SAMPLES ** 2; sample++) {
        const px = ((x + ((sample % SAMPLES) + 0.5) / SAMPLES) / size) * 2 - 1;
        const py = ((y + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) / size) * 2 - 1;
        const [red, green, blue, opacity] = colourAt(px, py);
        [red, green, blue].forEach((value, channel) => (sum[channel] = (sum[channel] ?? 0) + value * opacity));
        sum[3] = (sum[3] ?? 0) + opacity;
      }
      const opacity = sum[3] ?? 0;
      for (let channel = 0; channel < 3; channel++) {
        pixels[(y * size + x) * 4 + channel] = opacity > 0 ? Math.round((sum[channel] ?? 0) / opacity) : 0;
      }
      pixels[(y * size + x) * 4 + 3] = Math.round((opacity / SAMPLES ** 2) * 255);
    }
  }
  return pixels;
}

/**
 * @param {number} x
 * @param {number} y
 * @returns {Colour}
 */
function colourAt(x, y) {
  /** @type {Colour} */
  let colour = [0, 0, 0, 0];
  for (const ring of RINGS) if (Math.hypot(x, y) <= ring.radius) colour = ring.colour;
  for (const [from = 0, to = 0] of EDGES) {
    if (distanceToSegment(x, y, NODES[from] ?? [0, 0], NODES[to] ?? [0, 0]) <= 0.035) colour = LINE;
  }
  for (const [nodeX, nodeY] of NODES) {
    const distance = Math.hypot(x - nodeX, y - nodeY);
    if (distance <= 0.15) colour = LINE;
    if (distance <= 0.11) colour = NODE;
  }
  return colour;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {readonly [number, number]} start
 * @param {readonly [number, number]} end
 * @returns {number}
 */
function distanceToSegment(x, y, [startX, startY], [endX, endY]) {
  const [dx, dy] = [endX - startX, endY - startY];
  const along = Math.min(1, Math.max(0, ((x - startX) * dx + (y - startY) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - startX - along * dx, y - startY - along * dy);
}

/**
 * @param {number} size
 * @param {Buffer} pixels
 * @returns {Buffer}
 */
function encodePng(size, pixels) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6], 8);
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let y = 0; y < size; y++) pixels.copy(rows, y * (size * 4 + 1) + 1, y * size * 4, (y + 1) * size * 4);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/**
 * @param {string} type
 * @param {Buffer} data
 * @returns {Buffer}
 */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}
