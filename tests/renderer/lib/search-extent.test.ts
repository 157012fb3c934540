import { describe, expect, it } from 'vitest';

import { imbalanceHint, searchExtent } from '../../../renderer/lib/search-extent';

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

describe('imbalanceHint', () => {
  const classNames = ['cat', 'dog', 'owl'];

  it('is silent about small differences', () => {
    expect(imbalanceHint({ classNames, trainPerClass: [100, 90, 51] })).toBeNull();
  });

  it('names the classes that differ most', () => {
    expect(imbalanceHint({ classNames, trainPerClass: [100, 250, 100] })).toBe(
      'The classes are uneven: “dog” has 2.5 times as many training images as “cat”.',
    );
  });

  it('names a class without images', () => {
    expect(imbalanceHint({ classNames, trainPerClass: [100, 0, 100] })).toBe('Class “dog” has no training images.');
  });
});
