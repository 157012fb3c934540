import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { describeX, logarithmicValues, roundValues, xTicks } from '../../../../renderer/lib/chart/ticks';

describe('roundValues', () => {
  it('chooses round numbers', () => {
    expect(roundValues(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(roundValues(0, 100, 4)).toEqual([0, 25, 50, 75, 100]);
    expect(roundValues(0.31, 0.33, 4)).toEqual([0.31, 0.315, 0.32, 0.325, 0.33]);
  });

  it('stays inside and does not grow without bound, whatever the range', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(number, fc.double({ min: 1e-3, max: 1e9, noNaN: true }), (low, span) => {
        const values = roundValues(low, low + span, 5);
        expect(values.length).toBeLessThanOrEqual(12);
        for (const value of values) {
          expect(value).toBeGreaterThanOrEqual(low - span * 1e-3);
          expect(value).toBeLessThanOrEqual(low + span * 1.001);
        }
      }),
    );
  });
});

describe('logarithmicValues', () => {
  it('chooses powers of ten, with their double and fivefold while there is room', () => {
    expect(logarithmicValues(0.1, 10, 5)).toEqual([0.1, 0.2, 0.5, 1, 2, 5, 10]);
    expect(logarithmicValues(1e-6, 1, 4)).toEqual([1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1]);
    expect(logarithmicValues(2.1, 2.6, 4).length).toBeGreaterThan(1);
  });
});

describe('xTicks', () => {
  const texts = (...args: Parameters<typeof xTicks>): string[] => xTicks(...args).map(({ text }) => text);

  it('counts whole steps', () => {
    expect(texts('step', 0, 3, 10)).toEqual(['0', '1', '2', '3']);
    expect(texts('step', 0, 2_000, 4)).toEqual(['0', '500', '1,000', '1,500', '2,000']);
  });

  it('counts time as clocks do', () => {
    const minute = 60_000;
    expect(texts('active', 0, 4 * minute, 4)).toEqual(['0', '1 min', '2 min', '3 min', '4 min']);
    expect(texts('wall', 0, 2 * 60 * minute, 4)).toEqual(['0', '30 min', '1 h', '1:30 h', '2 h']);
    expect(texts('wall', 0, 3_000, 3)).toEqual(['0', '1 s', '2 s', '3 s']);
  });

  it('says a place in words', () => {
    expect(describeX('step', 1_200)).toBe('step 1,200');
    expect(describeX('epoch', 1.5)).toBe('epoch 1.50');
    expect(describeX('active', 3_725_000)).toBe('active time 1 h 02 min 05 s');
  });
});
