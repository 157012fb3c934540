import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { traceLine } from '../../../../renderer/lib/chart/envelope';

const PIXELS = { from: 0, to: 100 };

function pairs(points: Float64Array): [number, number][] {
  return Array.from({ length: points.length / 2 }, (_, i) => [points[2 * i] ?? NaN, points[2 * i + 1] ?? NaN]);
}

describe('traceLine', () => {
  it('draws every point while each has room', () => {
    const trace = traceLine(Float64Array.of(0, 5, 10), Float64Array.of(1, 3, 2), { low: 0, high: 10, ...PIXELS });
    expect(pairs(trace.points)).toEqual([
      [0, 1],
      [50, 3],
      [100, 2],
    ]);
    expect(trace.band).toHaveLength(0);
  });

  it('leaves out what is no number', () => {
    const trace = traceLine(Float64Array.of(0, 5, 10), Float64Array.of(1, NaN, Infinity), {
      low: 0,
      high: 10,
      ...PIXELS,
    });
    expect(pairs(trace.points)).toEqual([[0, 1]]);
  });

  it('draws the part that is shown and one point beyond on either side, so that lines leave the picture', () => {
    const xs = Float64Array.from({ length: 100 }, (_, i) => i);
    const trace = traceLine(xs, xs, { low: 40.5, high: 50.5, ...PIXELS });
    expect([trace.first, trace.last]).toEqual([40, 51]);
    expect(pairs(trace.points)[0]).toEqual([-5, 40]);
  });

  it('never needs more than a few points a pixel, and loses no extreme', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 3_000 }),
        (values) => {
          const ys = Float64Array.from(values);
          const xs = Float64Array.from(values, (_, i) => i);
          const { points, band } = traceLine(xs, ys, { low: 0, high: Math.max(1, values.length - 1), ...PIXELS });
          const drawn = pairs(points).map(([, y]) => y);
          expect(drawn.length).toBeLessThanOrEqual(220);
          expect(Math.min(...drawn)).toBe(Math.min(...values));
          expect(Math.max(...drawn)).toBe(Math.max(...values));
          const xsDrawn = pairs(points).map(([x]) => x);
          expect([...xsDrawn].sort((a, b) => a - b)).toEqual(xsDrawn);
          for (let i = 0; i < band.length; i += 3) expect(band[i + 1]).toBeLessThanOrEqual(band[i + 2] ?? NaN);
        },
      ),
    );
  });

  it('draws nothing of an empty line', () => {
    expect(traceLine(new Float64Array(0), new Float64Array(0), { low: 0, high: 1, ...PIXELS }).points).toHaveLength(0);
  });
});
