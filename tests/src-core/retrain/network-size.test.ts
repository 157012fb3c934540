import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { EvaluationNetwork } from '../../../src-core/retrain/evaluation-network';
import { networkSize } from '../../../src-core/retrain/network-size';
import { PRESET_GENOTYPES } from '../../../src-core/space/preset-genotypes';
import { genotype } from '../space/arbitrary-genotype';

const CIFAR = { height: 32, width: 32, batchSize: 96 };
const IMAGENET = { height: 224, width: 224, batchSize: 128 };

describe('networkSize', () => {
  it('counts the parameters that the network has, whatever the genotype', () => {
    fc.assert(
      fc.property(
        genotype(),
        fc.constantFrom('cifar', 'imagenet'),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        (value, kind, half, layers, auxiliary) => {
          const shape = { kind, genotype: value, channels: 2 * half, layers, classes: 7, imageChannels: 3, auxiliary };
          const { parameters, auxiliaryParameters } = networkSize(shape, CIFAR);
          expect(parameters + auxiliaryParameters).toBe(new EvaluationNetwork(shape).parameters.weightCount);
        },
      ),
    );
  });

  // Counted in the reference itself: quark0/darts cnn/model.py, hooks on its convolutions and linear layers.
  it.each([
    ['DARTS_V1', 505_864_704, 500_987_520],
    ['DARTS_V2', 529_911_552, 528_359_040],
    ['NASNet', 604_031_616, 603_452_448],
    ['AmoebaNet', 526_746_624, 488_931_552],
  ] as const)('counts the multiply-adds of the reference: %s', (name, imagenet, cifar) => {
    const common = { genotype: PRESET_GENOTYPES[name], imageChannels: 3, auxiliary: true };
    const large = { ...common, kind: 'imagenet', channels: 48, layers: 14, classes: 1000 } as const;
    const small = { ...common, kind: 'cifar', channels: 36, layers: 20, classes: 10 } as const;
    expect(networkSize(large, IMAGENET).multiplyAdds).toBe(imagenet);
    expect(networkSize(small, CIFAR).multiplyAdds).toBe(cifar);
  });

  it('needs the same state for any batch, and memory for each image', () => {
    const shape = {
      kind: 'cifar',
      genotype: PRESET_GENOTYPES.DARTS_V1,
      channels: 36,
      layers: 20,
      classes: 10,
    } as const;
    const bytes = (batchSize: number): number =>
      networkSize({ ...shape, imageChannels: 3, auxiliary: true }, { ...CIFAR, batchSize }).trainingBytes;
    expect(bytes(0)).toBe(3 * 4 * 3_645_840);
    expect(bytes(64) - bytes(32)).toBe(bytes(32) - bytes(0));
    // The reference's training with 84 images fills a card of 16 GB, half of it with what the libraries take.
    expect(bytes(84)).toBeGreaterThan(3e9);
    expect(bytes(84)).toBeLessThan(16e9);
  });
});
