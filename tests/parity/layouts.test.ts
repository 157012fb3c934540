import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { Parameters } from '../../src-core/nn/parameters';
import { TO_CHANNELS_FIRST, TO_CHANNELS_LAST, toOurWeights, toReferenceWeights, transpose } from './layouts';

describe('transpose', () => {
  test('puts [batch, channels, height, width] into [batch, height, width, channels]', () => {
    // Two channels of 1 x 3 pixels.
    const block = { values: Float64Array.of(1, 2, 3, 10, 20, 30), shape: [1, 2, 1, 3] };
    expect(transpose(block, TO_CHANNELS_LAST)).toEqual({
      values: Float64Array.of(1, 10, 2, 20, 3, 30),
      shape: [1, 1, 3, 2],
    });
  });

  test('is undone by the opposite order', () => {
    const side = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(fc.tuple(side, side, side, side), (shape) => {
        const size = shape.reduce((product, length) => product * length, 1);
        const block = { values: Float64Array.from({ length: size }, (_, i) => i), shape };
        expect(transpose(transpose(block, TO_CHANNELS_LAST), TO_CHANNELS_FIRST)).toEqual(block);
      }),
    );
  });
});

describe('a flat weight vector', () => {
  const parameters = new Parameters();
  parameters.weight('conv', [1, 1, 2, 3], 'uniform');
  parameters.weight('depthwise', [3, 3, 2, 1], 'uniform');
  parameters.weight('norm', [2], 'ones');
  parameters.weight('linear', [2, 3], 'uniform');

  test('has its convolutions and matrices turned', () => {
    const ours = toOurWeights(
      parameters,
      Float64Array.from({ length: parameters.weightCount }, (_, i) => i),
    );
    // [out 3, in 2, 1, 1] to [1, 1, in 2, out 3].
    expect(Array.from(ours.subarray(0, 6))).toEqual([0, 2, 4, 1, 3, 5]);
    // [channels 2, 1, 3, 3] to [3, 3, channels 2, 1].
    expect(Array.from(ours.subarray(6, 10))).toEqual([6, 15, 7, 16]);
    expect(Array.from(ours.subarray(24, 26))).toEqual([24, 25]);
    // [out 3, in 2] to [in 2, out 3].
    expect(Array.from(ours.subarray(26))).toEqual([26, 28, 30, 27, 29, 31]);
  });

  test('comes back as it was', () => {
    const flat = Float64Array.from({ length: parameters.weightCount }, (_, i) => Math.sin(i));
    expect(toReferenceWeights(parameters, toOurWeights(parameters, flat))).toEqual(flat);
  });
});
