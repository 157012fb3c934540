import { describe, expect, it } from 'vitest';

import { median, ratioOfRounds } from '../../../build/bench/statistics';

describe('median', () => {
  it('is the middle value, or between the two', () => {
    expect(median([3, 1, 10])).toBe(3);
    expect(median([4, 1, 10, 2])).toBe(3);
    expect(median([])).toBeNaN();
  });
});

describe('ratioOfRounds', () => {
  it('compares what was measured in the same round', () => {
    expect(ratioOfRounds([10, 40, 90], [10, 10, 30])).toEqual({ median: 3, lowest: 1, highest: 4 });
  });
});
