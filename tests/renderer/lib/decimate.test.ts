import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decimate } from '../../../renderer/lib/decimate';

/** Up to 2,000 measurements, some of them missing, and a limit. */
const cases = fc.record({
  ys: fc.array(
    fc.oneof(
      { weight: 9, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }) },
      { weight: 1, arbitrary: fc.constant(NaN) },
    ),
    {
      maxLength: 2_000,
      size: 'max',
    },
  ),
  limit: fc.integer({ min: 4, max: 300 }),
});

function run(values: readonly number[], limit: number) {
  const ys = Float64Array.from(values);
  const xs = Float64Array.from(values, (_, i) => i * 3);
  const finite = [...ys].map((y, i) => ({ x: i * 3, y })).filter(({ y }) => Number.isFinite(y));
  return { points: decimate(xs, ys, limit), finite };
}

describe('decimate', () => {
  it('never gives more than the limit', () => {
    fc.assert(fc.property(cases, ({ ys, limit }) => run(ys, limit).points.length <= limit));
  });

  it('gives measured points only, from left to right, each once', () => {
    fc.assert(
      fc.property(cases, ({ ys, limit }) => {
        const { points, finite } = run(ys, limit);
        const known = new Map(finite.map(({ x, y }) => [x, y]));
        expect(points.every(({ x, y }) => known.get(x) === y)).toBe(true);
        expect(points.every(({ x }, i) => i === 0 || x > (points[i - 1]?.x ?? Infinity))).toBe(true);
      }),
    );
  });

  it('keeps the first, the last, the lowest and the highest', () => {
    fc.assert(
      fc.property(cases, ({ ys, limit }) => {
        const { points, finite } = run(ys, limit);
        if (finite.length === 0) {
          expect(points).toEqual([]);
          return;
        }
        expect(points[0]).toEqual(finite[0]);
        expect(points[points.length - 1]).toEqual(finite[finite.length - 1]);
        const heights = (of: readonly { y: number }[]) => of.map(({ y }) => y);
        expect(Math.min(...heights(points))).toBe(Math.min(...heights(finite)));
        expect(Math.max(...heights(points))).toBe(Math.max(...heights(finite)));
      }),
    );
  });

  it('leaves short lines alone', () => {
    expect(run([5, NaN, 7], 4).points).toEqual([
      { x: 0, y: 5 },
      { x: 6, y: 7 },
    ]);
  });

  it('keeps a single spike among a hundred thousand points', () => {
    const ys = Array.from({ length: 100_000 }, () => 1);
    ys[54_321] = 9;
    expect(run(ys, 1_200).points).toContainEqual({ x: 54_321 * 3, y: 9 });
  });
});
