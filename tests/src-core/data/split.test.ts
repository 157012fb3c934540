import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { splitTrainValid } from '../../../src-core/data/split';

const CLASSES = 6;
const labels = fc.uint8Array({ minLength: 1, maxLength: 300, max: CLASSES - 1 });
const portion = fc.double({ min: 0.01, max: 0.99, noNaN: true });
const seed = fc.nat(2 ** 32 - 1);

describe('splitTrainValid', () => {
  it('puts every image in exactly one half, floor(portion * images) of them in the first', () => {
    fc.assert(
      fc.property(labels, portion, seed, (all, share, number) => {
        const { train, valid } = splitTrainValid(all, CLASSES, share, number);
        expect([...train, ...valid].sort((a, b) => a - b)).toEqual([...all.keys()]);
        expect(train.length).toBe(Math.floor(all.length * share));
      }),
    );
  });

  it('keeps the share of each class to within one image', () => {
    fc.assert(
      fc.property(labels, portion, seed, (all, share, number) => {
        const { train } = splitTrainValid(all, CLASSES, share, number);
        for (let label = 0; label < CLASSES; label++) {
          const wanted = share * all.filter((other) => other === label).length;
          const got = train.filter((index) => all[index] === label).length;
          expect(Math.abs(got - wanted)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('is the same for the same seed and shuffled differently by another', () => {
    const all = Uint8Array.from({ length: 200 }, (_, i) => i % 5);
    const [first, again, other] = [1, 1, 2].map((number) => splitTrainValid(all, 5, 0.5, number));
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(first?.train).not.toEqual(first?.train.toSorted());
  });

  it('has every class in both halves of a folder that is sorted by class', () => {
    const sorted = Uint8Array.from({ length: 100 }, (_, i) => Math.floor(i / 20));
    const { train, valid } = splitTrainValid(sorted, 5, 0.5, 3);
    for (const half of [train, valid]) {
      expect([...half].map((index) => sorted[index]).filter((label) => label === 4)).toHaveLength(10);
    }
  });
});
