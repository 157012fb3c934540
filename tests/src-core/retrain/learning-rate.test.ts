import { describe, expect, it } from 'vitest';

import { IMAGENET_SETTINGS, defaultRetrainConfig } from '../../../src-core/retrain/config';
import { learningRateOf } from '../../../src-core/retrain/learning-rate';

describe('learningRateOf', () => {
  it("follows a cosine to 0 over the paper's 600 epochs", () => {
    const config = defaultRetrainConfig();
    expect(learningRateOf(0, config)).toBe(0.025);
    expect(learningRateOf(300, config)).toBeCloseTo(0.0125, 12);
    // 0.025 (1 + cos(599 pi / 600)) / 2
    expect(learningRateOf(599, config)).toBeCloseTo(1.7135e-7, 11);
  });

  it('falls by steps for ImageNet', () => {
    const config = { ...defaultRetrainConfig(), ...IMAGENET_SETTINGS };
    expect([0, 1, 2].map((epoch) => learningRateOf(epoch, config))).toEqual([0.1, 0.097, 0.1 * 0.97 ** 2]);
    expect(learningRateOf(249, config)).toBeCloseTo(5.08e-5, 7);
    expect([0, 1, 2, 3].map((epoch) => learningRateOf(epoch, { ...config, decayPeriod: 2 }))).toEqual([
      0.1, 0.1, 0.097, 0.097,
    ]);
  });
});
