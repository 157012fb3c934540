import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { EagerSession } from '../../../src-core/graph/eager-session';
import type { Feed } from '../../../src-core/graph/program';
import { sizeOf } from '../../../src-core/nn/parameters';
import { requireRoomForAuxiliaryHead } from '../../../src-core/retrain/auxiliary-room';
import { EvaluationNetwork } from '../../../src-core/retrain/evaluation-network';
import type { NetworkShape } from '../../../src-core/retrain/network-shape';
import { inferenceProgram, trainingProgram } from '../../../src-core/retrain/training-program';
import { trainingVariables } from '../../../src-core/retrain/training-variables';
import { tf } from '../../../src-core/runtime/tensorflow';
import { PRESET_GENOTYPES, type PresetName } from '../../../src-core/space/preset-genotypes';
import { genotype } from '../space/arbitrary-genotype';

const FULL = { channels: 36, layers: 20, classes: 10, imageChannels: 3, auxiliary: true } as const;
const FULL_IMAGENET = { channels: 48, layers: 14, classes: 1000, imageChannels: 3, auxiliary: true } as const;
const TINY = { kind: 'cifar', channels: 2, layers: 3, classes: 4, imageChannels: 3, auxiliary: true } as const;

/** Without the auxiliary head, as the reference counts. */
function counts(shape: NetworkShape): [total: number, withoutAuxiliary: number] {
  const { weights, weightCount } = new EvaluationNetwork(shape).parameters;
  const head = weights.filter(({ name }) => name.startsWith('auxiliary_head.'));
  return [weightCount, weightCount - head.reduce((sum, { shape: each }) => sum + sizeOf(each), 0)];
}

describe('the number of parameters is the reference’s', () => {
  // Counted from quark0/darts cnn/model.py with its own genotypes.
  it.each<[PresetName, number, number, number, number]>([
    ['DARTS_V1', 3_645_840, 3_169_414, 5_771_208, 4_510_432],
    ['DARTS_V2', 3_825_768, 3_349_342, 5_979_528, 4_718_752],
    ['NASNet', 4_288_944, 3_830_950, 6_800_520, 5_564_320],
    ['AmoebaNet', 3_603_072, 3_145_078, 5_863_560, 4_627_360],
  ])('%s', (name, cifar, cifarWithout, imagenet, imagenetWithout) => {
    const preset = PRESET_GENOTYPES[name];
    expect(counts({ kind: 'cifar', genotype: preset, ...FULL })).toEqual([cifar, cifarWithout]);
    expect(counts({ kind: 'imagenet', genotype: preset, ...FULL_IMAGENET })).toEqual([imagenet, imagenetWithout]);
  });

  // As their authors' READMEs round them: 3.6 M, 3.4 M.
  it.each<[PresetName, number]>([
    ['PC_DARTS_cifar', 3.6],
    ['PDARTS', 3.4],
  ])('%s, in millions', (name, millions) => {
    const [, without] = counts({ kind: 'cifar', genotype: PRESET_GENOTYPES[name], ...FULL });
    expect(Math.round(without / 1e5) / 10).toBe(millions);
  });
});

describe('an evaluation network', () => {
  it('runs and can be differentiated for any genotype and any size of image', () => {
    fc.assert(
      fc.property(
        genotype(),
        fc.constantFrom('cifar', 'imagenet'),
        fc.integer({ min: 17, max: 24 }),
        fc.integer({ min: 17, max: 24 }),
        (value, kind, height, width) => {
          const network = new EvaluationNetwork({ ...TINY, kind, genotype: value, auxiliary: kind === 'cifar' });
          const before = tf.memory().numTensors;
          const session = new EagerSession(trainingVariables(network, 1));
          const feeds = batch(2, height, width);
          const { logits, loss } = session.run(trainingProgram(network, LOSS), feeds);
          const evaluated = session.run(inferenceProgram(network), feeds)['logits'];
          expect([logits?.length, evaluated?.length]).toEqual([8, 8]);
          expect(Number.isFinite(loss?.[0])).toBe(true);
          expect(session.read('weightGradient').every(Number.isFinite)).toBe(true);
          session.dispose();
          expect(tf.memory().numTensors).toBe(before);
        },
      ),
      { numRuns: 12 },
    );
  }, 60_000);

  it.each(['cifar', 'imagenet'] as const)('has room for an auxiliary head, or says how much it needs: %s', (kind) => {
    const network = new EvaluationNetwork({ ...TINY, kind, genotype: PRESET_GENOTYPES.DARTS_V2 });
    const least = { cifar: 5, imagenet: 33 }[kind];
    const tooSmall = (height: number, width: number) => () => {
      requireRoomForAuxiliaryHead(network.shape, { height, width });
    };
    expect(tooSmall(least - 1, least)).toThrow(`or use images of at least ${least} x ${least} pixels`);
    expect(tooSmall(least, least - 1)).toThrow(`Images of ${least - 1} x ${least} pixels are too small`);
    expect(tooSmall(least, least)).not.toThrow();
    const session = new EagerSession(trainingVariables(network, 1));
    const { auxLogits } = session.run(trainingProgram(network, LOSS), batch(2, least, least));
    expect(auxLogits?.every(Number.isFinite)).toBe(true);
    session.dispose();
  });

  it('smooths labels as CrossEntropyLabelSmooth does', () => {
    const network = new EvaluationNetwork({ ...TINY, auxiliary: false, genotype: PRESET_GENOTYPES.DARTS_V1 });
    const session = new EagerSession(trainingVariables(network, 1));
    const { logits = new Float32Array(), loss } = session.run(
      trainingProgram(network, { ...LOSS, labelSmoothing: 0.1 }),
      batch(1, 16, 16),
    );
    // 0.9 of the target is the label's, class 0; 0.025 goes to each of the four classes.
    const logSum = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    const targets = [0.925, 0.025, 0.025, 0.025];
    const expected = targets.reduce((sum, target, k) => sum - target * ((logits[k] ?? 0) - logSum), 0);
    expect(loss?.[0]).toBeCloseTo(expected, 5);
    session.dispose();
  });
});

const LOSS = { auxiliaryWeight: 0.4, labelSmoothing: 0 };

/** Images of noise; labels 0, 1, ... */
function batch(size: number, height: number, width: number): { images: Feed; labels: Feed } {
  const values = Float32Array.from({ length: size * height * width * 3 }, (_, i) => Math.sin(i * 12.9898));
  return {
    images: { values, shape: [size, height, width, 3] },
    labels: { values: Int32Array.from({ length: size }, (_, i) => i), shape: [size] },
  };
}
