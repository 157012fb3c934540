import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { envelopeOf } from '../../../../renderer/lib/chart/envelope';

describe('envelopeOf', () => {
  it('is the line itself while every point has room', () => {
    const { points, covered } = envelopeOf(
      Float64Array.of(0, 5, 10),
      Float64Array.of(1, 3, 2),
      { low: 0, high: 10 },
      100,
    );
    expect(points).toEqual([
      { x: 0, y: 1 },
      { x: 5, y: 3 },
      { x: 10, y: 2 },
    ]);
    expect(covered).toBe(3);
  });

  it('leaves out what is no number', () => {
    const ys = Float64Array.of(1, NaN, Infinity);
    expect(envelopeOf(Float64Array.of(0, 5, 10), ys, { low: 0, high: 10 }, 100).points).toEqual([{ x: 0, y: 1 }]);
  });

  it('has the part that is shown and one point beyond on either side, so that lines leave the picture', () => {
    const xs = Float64Array.from({ length: 100 }, (_, i) => i);
    const { points, covered } = envelopeOf(xs, xs, { low: 40.5, high: 50.5 }, 100);
    expect(covered).toBe(12);
    expect([points[0], points[11]]).toEqual([
      { x: 40, y: 40 },
      { x: 51, y: 51 },
    ]);
  });

  it('keeps at most two points a column, in their order, and loses no extreme', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 3_000 }),
        (values) => {
          const xs = Float64Array.from(values, (_, i) => i);
          const high = Math.max(1, values.length - 1);
          const { points } = envelopeOf(xs, Float64Array.from(values), { low: 0, high }, 100);
          expect(points.length).toBeLessThanOrEqual(2 * 102);
          const ys = points.map(({ y }) => y);
          expect(Math.min(...ys)).toBe(Math.min(...values));
          expect(Math.max(...ys)).toBe(Math.max(...values));
          points.forEach(({ x, y }, i) => {
            expect(x).toBeGreaterThan(points[i - 1]?.x ?? -1);
            expect(values[x]).toBe(y);
          });
        },
      ),
    );
  });

  it('has nothing of an empty line', () => {
    expect(envelopeOf(new Float64Array(0), new Float64Array(0), { low: 0, high: 1 }, 10).points).toEqual([]);
  });
});
