import { expect, test } from 'vitest';

import { SearchNetwork } from '../../../src-core/nn/search-network';

// The reference's own counts: search network of 16 channels and 8 cells, for 10 and for 100 classes.
test.each([
  [10, 1_930_618],
  [100, 1_953_748],
])('for %i classes it has the %i parameters of the reference', (classes, count) => {
  const network = new SearchNetwork({ channels: 16, layers: 8, classes, imageChannels: 3 });
  expect(network.parameters.weightCount).toBe(count);
});

test('its parameters come in the order and under the names of the reference', () => {
  const { weights } = new SearchNetwork({ channels: 4, layers: 3, classes: 10, imageChannels: 3 }).parameters;
  expect(weights.slice(0, 7).map(({ name }) => name)).toEqual([
    'stem.0.weight',
    'stem.1.weight',
    'stem.1.bias',
    'cells.0.preprocess0.op.1.weight',
    'cells.0.preprocess1.op.1.weight',
    'cells.0._ops.0._ops.4.op.1.weight',
    'cells.0._ops.0._ops.4.op.2.weight',
  ]);
  expect(weights.slice(-2).map(({ name }) => name)).toEqual(['classifier.weight', 'classifier.bias']);
});

test('the same seed draws the same weights, another seed others', () => {
  const { parameters } = new SearchNetwork({ channels: 2, layers: 2, classes: 3, imageChannels: 1 });
  expect(parameters.initialWeights(1)).toEqual(parameters.initialWeights(1));
  expect(parameters.initialWeights(1)).not.toEqual(parameters.initialWeights(2));
});
