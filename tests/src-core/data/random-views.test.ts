import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { centreCrop } from '../../../src-core/data/centre-crop';
import { drawColourJitter, jitterColours } from '../../../src-core/data/colour-jitter';
import { turnHue } from '../../../src-core/data/hue';
import { cutOut, mirror } from '../../../src-core/data/picture';
import { randomResizedCrop } from '../../../src-core/data/random-resized-crop';
import { resample } from '../../../src-core/data/resample';
import { RandomStream } from '../../../src-core/random';
import { pictureOf, TORCHVISION } from './torchvision';

describe('randomResizedCrop', () => {
  it.each(TORCHVISION.crops)("draws torchvision's box of $width x $height: $box", ({ width, height, draws, box }) => {
    const left = [...draws];
    const float = (): number => left.shift() ?? Number.NaN;
    expect(randomResizedCrop({ float, below: (limit) => Math.floor(float() * limit) }, { width, height })).toEqual(box);
    expect(left).toEqual([]);
  });

  it('stays in the picture and within its limits of area and aspect ratio, of whatever size that is', () => {
    const side = fc.integer({ min: 1, max: 600 });
    fc.assert(
      fc.property(side, side, fc.nat(1e6), (width, height, seed) => {
        const box = randomResizedCrop(new RandomStream(seed, 'test'), { width, height });
        expect(Math.min(box.left, box.top)).toBeGreaterThanOrEqual(0);
        expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(1);
        expect(box.left + box.width).toBeLessThanOrEqual(width);
        expect(box.top + box.height).toBeLessThanOrEqual(height);
        if (Math.min(width, height) < 100) return; // rounding to pixels weighs more
        expect(box.width / box.height).toBeGreaterThan(0.73);
        expect(box.width / box.height).toBeLessThan(1.37);
      }),
    );
  });
});

describe('resample', () => {
  const picture = pictureOf(TORCHVISION.picture, TORCHVISION.picture.pixels);

  it.each(TORCHVISION.resizedCrops)('scales $box to $size, bit for bit as torchvision', ({ box, size, pixels }) => {
    expect(resample(cutOut(picture, box), size)).toEqual(pictureOf(size, pixels));
  });

  it('gives any window of the result as it is in the whole', () => {
    const size = { width: 30, height: 18 };
    const whole = resample(picture, size);
    fc.assert(
      fc.property(fc.nat(29), fc.nat(17), fc.nat(29), fc.nat(17), (left, top, width, height) => {
        const box = { left, top, width: Math.min(width, 29 - left) + 1, height: Math.min(height, 17 - top) + 1 };
        expect(resample(picture, size, box)).toEqual(cutOut(whole, box));
      }),
    );
  });
});

describe('centreCrop', () => {
  it.each(TORCHVISION.centres)(
    'takes the middle of $width x $height for a side of $side, bit for bit as torchvision',
    ({ side, centre, pixels, ...size }) => {
      const square = { width: side, height: side };
      expect(centreCrop(pictureOf(size, pixels), square)).toEqual(pictureOf(square, centre));
    },
  );

  it('fills any size from any picture', () => {
    const side = fc.integer({ min: 4, max: 40 });
    fc.assert(
      fc.property(
        side,
        side,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        (w, h, width, height) => {
          const pixels = new Uint8Array(width * height).fill(77);
          const result = centreCrop({ width, height, channels: 1, pixels }, { width: w, height: h });
          expect(result).toEqual({ width: w, height: h, channels: 1, pixels: new Uint8Array(w * h).fill(77) });
        },
      ),
    );
  });
});

describe('jitterColours', () => {
  const { pixels, gray, ...size } = TORCHVISION.jitterPicture;

  it.each(TORCHVISION.jitters)('changes $order, bit for bit as torchvision', (jitter) => {
    const picture = pictureOf(size, pixels);
    jitterColours(picture, jitter);
    expect(picture).toEqual(pictureOf(size, jitter.pixels));
  });

  it.each(TORCHVISION.grayJitters)('changes a gray picture alike: $order', (jitter) => {
    const picture = pictureOf(size, gray);
    jitterColours(picture, jitter);
    expect(picture).toEqual(pictureOf(size, jitter.pixels));
  });

  // All whose bytes are multiples of 4 or, for some, one more.
  const levels = Uint8Array.from({ length: 256 }, (_, byte) => byte).filter(
    (byte) => byte % 4 === 0 || byte % 16 === 1 || byte === 255,
  );
  const colours = new Uint8Array(3 * levels.length ** 3);
  for (let i = 0; i < levels.length ** 3; i++) {
    for (const channel of [0, 1, 2]) {
      const place = Math.floor(i / levels.length ** (2 - channel)) % levels.length;
      colours[3 * i + channel] = levels[place] ?? 0;
    }
  }

  it.each(TORCHVISION.hues)('turns the hues of half a million colours by $turn as torchvision', ({ turn, sha256 }) => {
    const turned = colours.slice();
    turnHue(turned, turn);
    expect(createHash('sha256').update(turned).digest('hex')).toBe(sha256);
  });

  it("draws within the reference's limits, in every order", () => {
    const drawn = Array.from({ length: 2_000 }, (_, i) => drawColourJitter(new RandomStream(1, 'test', i)));
    for (const factor of ['brightness', 'contrast', 'saturation'] as const) {
      const values = drawn.map((jitter) => jitter[factor]);
      expect([Math.min(...values), Math.max(...values)]).toEqual([expect.closeTo(0.6, 2), expect.closeTo(1.4, 2)]);
    }
    const hues = drawn.map(({ hue }) => hue);
    expect([Math.min(...hues), Math.max(...hues)]).toEqual([expect.closeTo(-0.2, 2), expect.closeTo(0.2, 2)]);
    expect(new Set(drawn.map(({ order }) => order.join())).size).toBe(24);
  });
});

it('mirror turns rows around, and twice changes nothing', () => {
  const picture = {
    width: 3,
    height: 2,
    channels: 2,
    pixels: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
  };
  mirror(picture);
  expect([...picture.pixels]).toEqual([5, 6, 3, 4, 1, 2, 11, 12, 9, 10, 7, 8]);
  mirror(picture);
  expect([...picture.pixels]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});
