import { describe, expect, it } from 'vitest';

import { edgeProbabilities } from '../../../src-core/space/edge-probabilities';

describe('edgeProbabilities', () => {
  it('is the softmax of each row', () => {
    const [first, second] = edgeProbabilities([
      [0, Math.log(3)], // 1 : 3
      [1000, 1000], // no overflow
    ]);
    expect(first?.[0]).toBeCloseTo(0.25, 12);
    expect(first?.[1]).toBeCloseTo(0.75, 12);
    expect(second).toEqual([0.5, 0.5]);
  });
});
