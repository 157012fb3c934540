import { describe, expect, it } from 'vitest';

import { pixelStatistics } from '../../../src-core/data/pixel-statistics';

describe('pixelStatistics', () => {
  it('measures each channel over all pixels, scaled to 0..1', () => {
    // Channel 0: 0, 255, 0, 255: mean 1/2, deviation 1/2. Channel 1: 51, 51, 153, 153: mean 0.4, deviation 0.2.
    const { mean, std } = pixelStatistics(new Uint8Array([0, 51, 255, 51, 0, 153, 255, 153]), 2);
    expect(mean[0]).toBeCloseTo(0.5, 12);
    expect(mean[1]).toBeCloseTo(0.4, 12);
    expect(std[0]).toBeCloseTo(0.5, 12);
    expect(std[1]).toBeCloseTo(0.2, 12);
  });

  it('gives a channel that never varies a deviation of 1', () => {
    expect(pixelStatistics(new Uint8Array([7, 7, 7]), 1).std).toEqual([1]);
  });
});
