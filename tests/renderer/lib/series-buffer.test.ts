import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { SeriesBuffer } from '../../../renderer/lib/series-buffer';

function filled(xs: readonly number[]): SeriesBuffer {
  const buffer = new SeriesBuffer();
  for (const x of xs) buffer.push(x, x * 2);
  return buffer;
}

describe('SeriesBuffer', () => {
  it('keeps every point while it grows', () => {
    const buffer = filled(Array.from({ length: 1_000 }, (_, i) => i));
    expect(buffer.length).toBe(1_000);
    expect([...buffer.xs.slice(254, 258)]).toEqual([254, 255, 256, 257]);
    expect(buffer.ys[999]).toBe(1_998);
  });

  it('keeps a missing value as a gap', () => {
    const buffer = new SeriesBuffer();
    buffer.push(1, null);
    expect([...buffer.ys]).toEqual([NaN]);
  });

  it('refuses to go back', () => {
    expect(() => {
      filled([2, 1]);
    }).toThrow('1 comes after 2');
  });

  it('finds the nearest point', () => {
    const sorted = fc
      .uniqueArray(fc.integer({ min: -500, max: 500 }), { minLength: 1 })
      .map((xs) => xs.sort((a, b) => a - b));
    fc.assert(
      fc.property(sorted, fc.integer({ min: -600, max: 600 }), (xs, x) => {
        const found = xs[filled(xs).nearest(x)] ?? NaN;
        expect(Math.abs(found - x)).toBe(Math.min(...xs.map((other) => Math.abs(other - x))));
      }),
    );
  });

  it('has no nearest point when empty', () => {
    expect(new SeriesBuffer().nearest(1)).toBe(-1);
  });
});
