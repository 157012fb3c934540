import { describe, expect, it } from 'vitest';

import { smooth } from '../../../renderer/lib/smooth';

describe('smooth', () => {
  it('is not pulled towards zero at the start', () => {
    // Weight 1/2: (1/2 * 4) / (1 - 1/2) = 4, then (1/2 * 2 + 1/2 * 8) / (1 - 1/4) = 5 / 0.75.
    expect([...smooth(Float64Array.of(4, 8), 0.5)]).toEqual([4, 5 / 0.75]);
  });

  it('keeps a constant line', () => {
    for (const y of smooth(new Float64Array(50).fill(3), 0.97)) expect(y).toBeCloseTo(3, 12);
  });

  it('passes over what is missing', () => {
    const [first, gap, last] = smooth(Float64Array.of(4, NaN, 8), 0.5);
    expect([first, gap, last]).toEqual([4, NaN, 5 / 0.75]);
  });

  it('looks the same at any length: a step is half forgotten after the same share of a long line', () => {
    const share = (length: number): number => {
      const ys = Float64Array.from({ length }, (_, i) => (i < length / 2 ? 0 : 1));
      return (smooth(ys, 0.9).findIndex((y) => y >= 0.5) - length / 2) / length;
    };
    expect(share(100_000)).toBeCloseTo(share(1_000), 2);
    expect(share(100_000)).toBeGreaterThan(0.005);
  });

  it('changes nothing at weight 0', () => {
    const ys = Float64Array.of(1, 5, 2);
    expect(smooth(ys, 0)).toBe(ys);
  });
});
