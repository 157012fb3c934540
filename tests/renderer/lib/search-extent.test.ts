import { describe, expect, it } from 'vitest';

import { searchExtent } from '../../../renderer/lib/search-extent';

describe('searchExtent', () => {
  it('counts a smaller last batch as a step', () => {
    // Half of 200 are 100 images: three batches of 32 and one of 4.
    const settings = { trainPortion: 0.5, batchSize: 32, epochs: 50 };
    expect(searchExtent({ trainPerClass: [100, 100] }, settings)).toEqual({
      trainImages: 100,
      validImages: 100,
      stepsPerEpoch: 4,
      totalSteps: 200,
    });
  });
});
