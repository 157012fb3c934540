import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { defaultSearchConfig } from '../../../src-core/search/config';
import { cosineLearningRate } from '../../../src-core/search/cosine-learning-rate';

describe('cosineLearningRate', () => {
  it("gives the values in the reference's published log of 50 epochs", () => {
    const config = defaultSearchConfig();
    expect(cosineLearningRate(0, config).toExponential(6)).toBe('2.500000e-2');
    expect(cosineLearningRate(49, config).toExponential(6)).toBe('1.023679e-3');
  });

  it('falls from the highest rate and stays above the lowest', () => {
    const rates = fc.record({
      epochs: fc.integer({ min: 1, max: 600 }),
      learningRate: fc.double({ min: 0.01, max: 1, noNaN: true }),
      learningRateMin: fc.double({ min: 0, max: 0.01, noNaN: true }),
    });
    fc.assert(
      fc.property(rates, (config) => {
        const schedule = Array.from({ length: config.epochs }, (_, epoch) => cosineLearningRate(epoch, config));
        expect(schedule[0]).toBeCloseTo(config.learningRate, 12);
        schedule.forEach((rate, epoch) => {
          expect(rate).toBeLessThanOrEqual(schedule[epoch - 1] ?? rate);
          expect(rate).toBeGreaterThanOrEqual(config.learningRateMin);
        });
      }),
    );
  });
});
