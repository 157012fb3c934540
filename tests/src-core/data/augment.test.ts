import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { drawAugmentation, PADDING, UNCHANGED, writeAugmented } from '../../../src-core/data/augment';
import type { Augmentation } from '../../../src-core/data/augment';
import { normalisationTable } from '../../../src-core/data/normalise';
import type { ImageShape } from '../../../src-core/data/normalise';
import { RandomStream } from '../../../src-core/random';

const shapes: fc.Arbitrary<ImageShape> = fc.record({
  height: fc.integer({ min: 1, max: 12 }),
  width: fc.integer({ min: 1, max: 12 }),
  channels: fc.constantFrom(1, 3),
});
const offset = fc.nat(2 * PADDING);

describe('writeAugmented', () => {
  it('equals the reference done pixel by pixel, for any size, crop, mirroring and cutout', () => {
    const cutout = fc.option(
      fc.record({ centreX: fc.nat(11), centreY: fc.nat(11), length: fc.integer({ min: 1, max: 20 }) }),
    );
    const augmentation = fc.record({ left: offset, top: offset, flip: fc.boolean(), cutout });
    fc.assert(
      fc.property(shapes, augmentation, (shape, change) => {
        const image = pixelsOf(shape);
        expect(augmented(image, shape, change)).toEqual(byPixel(image, shape, change));
      }),
      { numRuns: 500 },
    );
  });

  it('pads with black, which is not zero once normalised', () => {
    const shape = { height: 1, width: 2, channels: 1 };
    // Mean 0.5 and deviation 0.25: black is -2, white is 2. The crop begins 4 - 3 = 1 pixel left of the image.
    const table = normalisationTable([0.5], [0.25]);
    const target = new Float32Array(2);
    writeAugmented(new Uint8Array([255, 255]), shape, table, { ...UNCHANGED, left: 3 }, target, 0);
    expect([...target]).toEqual([-2, 2]);
  });

  it('blanks a square with zeros after normalising, clipped at the border', () => {
    const shape = { height: 3, width: 4, channels: 1 };
    const table = normalisationTable([0], [1]);
    const target = new Float32Array(12);
    // Length 3: one pixel (floor(3 / 2)) to each side of (x 0, y 1), so rows 0 and 1 of column 0.
    const cutout = { centreX: 0, centreY: 1, length: 3 };
    writeAugmented(new Uint8Array(12).fill(255), shape, table, { ...UNCHANGED, cutout }, target, 0);
    expect([...target]).toEqual([0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('changes nothing outside its image', () => {
    fc.assert(
      fc.property(shapes, offset, offset, fc.boolean(), (shape, left, top, flip) => {
        const length = shape.height * shape.width * shape.channels;
        const target = new Float32Array(3 * length).fill(99);
        const table = normalisationTable([0, 0, 0], [1, 1, 1]);
        writeAugmented(pixelsOf(shape), shape, table, { left, top, flip, cutout: null }, target, length);
        expect([...target.subarray(0, length), ...target.subarray(2 * length)].every((value) => value === 99)).toBe(
          true,
        );
        expect(target.subarray(length, 2 * length).includes(99)).toBe(false);
      }),
    );
  });
});

describe('drawAugmentation', () => {
  const shape = { height: 32, width: 24, channels: 3 };
  const draws = Array.from({ length: 4000 }, (_, i) =>
    drawAugmentation(new RandomStream(5, 'test', i), shape, { kind: 'cifar', cutoutLength: 16 }),
  );

  it('draws every crop, mirrors half of the images and centres the square anywhere', () => {
    for (let place = 0; place <= 2 * PADDING; place++) {
      // One in nine each: 444 of 4,000, give or take 5 standard deviations of 20.
      expect(Math.abs(draws.filter(({ left }) => left === place).length - 444)).toBeLessThan(100);
      expect(Math.abs(draws.filter(({ top }) => top === place).length - 444)).toBeLessThan(100);
    }
    expect(Math.abs(draws.filter(({ flip }) => flip).length - 2000)).toBeLessThan(160);
    expect(new Set(draws.map(({ cutout }) => cutout?.centreX)).size).toBe(24);
    expect(new Set(draws.map(({ cutout }) => cutout?.centreY)).size).toBe(32);
  });

  it('leaves the square out when there is no length', () => {
    const random = new RandomStream(5, 'test', 0);
    expect(drawAugmentation(random, shape, { kind: 'cifar', cutoutLength: null }).cutout).toBeNull();
  });

  it.each(['imagenet', 'none'] as const)('moves nothing where images are not to be shifted: %s', (kind) => {
    const drawn = drawAugmentation(new RandomStream(5, 'test', 0), shape, { kind, cutoutLength: 2 });
    expect({ ...drawn, cutout: null }).toEqual(UNCHANGED);
    expect(drawn.cutout?.length).toBe(2);
  });
});

describe('normalisationTable', () => {
  it('holds (byte / 255 - mean) / deviation of each channel', () => {
    const table = normalisationTable([0.5, 0.2], [0.25, 0.1]);
    expect(table[0]).toBe(-2);
    expect(table[255]).toBe(2);
    expect(table[256 + 51]).toBeCloseTo(0, 6); // 51 / 255 = 0.2
    expect(table[256 + 255]).toBeCloseTo(8, 5);
  });
});

const MEAN = [0.4, 0.5, 0.6];
const STD = [0.2, 0.25, 0.3];

function pixelsOf({ height, width, channels }: ImageShape): Uint8Array {
  return Uint8Array.from({ length: height * width * channels }, (_, i) => (i * 73 + 11) & 0xff);
}

function augmented(image: Uint8Array, shape: ImageShape, change: Augmentation): number[] {
  const table = normalisationTable(MEAN.slice(0, shape.channels), STD.slice(0, shape.channels));
  const target = new Float32Array(image.length);
  writeAugmented(image, shape, table, change, target, 0);
  return [...target];
}

/** torchvision's Pad, crop, flip, ToTensor, Normalize and the reference's Cutout, one after another. */
function byPixel(image: Uint8Array, { height, width, channels }: ImageShape, change: Augmentation): number[] {
  const black = 0;
  const padded = (y: number, x: number, channel: number): number => {
    const [row, column] = [y - PADDING, x - PADDING];
    const inside = row >= 0 && row < height && column >= 0 && column < width;
    return inside ? (image[(row * width + column) * channels + channel] ?? NaN) : black;
  };
  const values: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < channels; channel++) {
        const column = change.flip ? width - 1 - x : x;
        const byte = padded(y + change.top, column + change.left, channel);
        const value = Math.fround((byte / 255 - (MEAN[channel] ?? NaN)) / (STD[channel] ?? NaN));
        values.push(change.cutout !== null && blanked(change.cutout, y, x) ? 0 : value);
      }
    }
  }
  return values;
}

function blanked({ centreX, centreY, length }: NonNullable<Augmentation['cutout']>, y: number, x: number): boolean {
  const reach = Math.floor(length / 2);
  return y >= centreY - reach && y < centreY + reach && x >= centreX - reach && x < centreX + reach;
}
