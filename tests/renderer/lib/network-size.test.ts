import { describe, expect, it } from 'vitest';

import { countParameters } from '../../../renderer/lib/network-size';
import { PRESET_GENOTYPES, type PresetName } from '../../../src-core/space/preset-genotypes';

/** Counted from the reference's own networks; the first two are also what its users' logs say (quark0/darts#16, #18). */
const COUNTS: readonly [PresetName, 'cifar' | 'imagenet', number][] = [
  ['DARTS_V1', 'cifar', 3_169_414],
  ['DARTS_V2', 'cifar', 3_349_342],
  ['NASNet', 'cifar', 3_830_950],
  ['AmoebaNet', 'cifar', 3_145_078],
  ['DARTS_V1', 'imagenet', 4_510_432],
  ['DARTS_V2', 'imagenet', 4_718_752],
];

describe('the size of a network', () => {
  it.each(COUNTS)('is the reference’s: %s on %s', (name, kind, parameters) => {
    const size =
      kind === 'cifar' ? { channels: 36, layers: 20, classes: 10 } : { channels: 48, layers: 14, classes: 1000 };
    const shape = { kind, genotype: PRESET_GENOTYPES[name], ...size, imageChannels: 3, auxiliary: true };
    expect(countParameters(shape)).toBe(parameters);
  });
});
