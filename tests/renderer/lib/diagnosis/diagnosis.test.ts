import { describe, expect, it } from 'vitest';

import { evidenceUntil, type Evidence } from '../../../../renderer/lib/diagnosis/evidence';
import { findingsOf, type Finding } from '../../../../renderer/lib/diagnosis/findings';
import { verdictOf, type Verdict } from '../../../../renderer/lib/diagnosis/verdict';
import { appendStep, createRunSeries } from '../../../../renderer/lib/run-series';
import { RandomStream } from '../../../../src-core/random';
import type { AlphasRecord, EpochRecord } from '../../../../src-core/runs/records';
import { EDGES } from '../../../../src-core/space/cell-topology';
import { deriveGenotype } from '../../../../src-core/space/derive-genotype';
import { PRIMITIVES, type Primitive } from '../../../../src-core/space/primitives';
import { makeEpoch, makeStep } from '../../helpers/records';

interface Story {
  readonly steps?: number;
  /** Mean losses and accuracy as functions of the way from 0 to 1; every step scatters around them. */
  readonly trainLoss?: (way: number) => number;
  readonly validLoss?: (way: number) => number;
  readonly top1?: (way: number) => number;
  /** Train and valid loss at each epoch's end. */
  readonly epochs?: readonly (readonly [number, number])[];
  readonly alphas?: readonly AlphasRecord[];
}

function tell(story: Story): Evidence {
  const { steps = 200, trainLoss = () => 2, validLoss = () => 2, top1 = () => 30, epochs = [], alphas = [] } = story;
  const random = new RandomStream(3, 'story');
  const series = createRunSeries();
  for (let step = 1; step <= steps; step++) {
    const way = step / steps;
    appendStep(series, {
      ...makeStep(0, step, steps),
      train: { loss: trainLoss(way) + 0.05 * random.normal(), top1: 30, top5: 80 },
      valid: { loss: validLoss(way) + 0.05 * random.normal(), top1: top1(way) + 3 * random.normal(), top5: 80 },
    });
  }
  return evidenceUntil(
    { classes: 10, plannedEpochs: Math.max(1, epochs.length), series, epochs: epochs.map(toEpoch), alphas },
    null,
  );
}

function toEpoch([train, valid]: readonly [number, number], epoch: number): EpochRecord {
  const metrics = (loss: number) => ({ loss, top1: 40, top5: 80 });
  return { ...makeEpoch(epoch, (epoch + 1) * 10, 10), train: metrics(train), valid: metrics(valid) };
}

/** Alphas that prefer some operations on the edges of the normal cell, each by `lead`. */
function prefer(ops: readonly Primitive[], lead: number, globalStep: number): AlphasRecord {
  const matrix = (preferred: readonly Primitive[]): number[][] =>
    Array.from({ length: EDGES }, (_, edge) =>
      PRIMITIVES.map((op) => (op === preferred[edge % Math.max(1, preferred.length)] ? lead : 0)),
    );
  const both = { normal: matrix(ops), reduce: matrix(['sep_conv_3x3']) };
  return { kind: 'alphas', epoch: 0, globalStep, epochEnd: true, ...both, genotype: deriveGenotype(both), time: 0 };
}

function answer(story: Story): Verdict['kind'] {
  return verdictOf(tell(story)).kind;
}

function names(story: Story): Finding['name'][] {
  return findingsOf(tell(story)).map(({ name }) => name);
}

describe('verdictOf', () => {
  it('cannot tell before there are some steps', () => {
    expect(answer({ steps: 0 })).toBe('early');
    expect(answer({ steps: 5 })).toBe('early');
  });

  it('sees learning by rising accuracy or by falling loss', () => {
    expect(answer({ top1: (way) => 10 + 50 * way })).toBe('learning');
    expect(answer({ validLoss: (way) => 2.3 - way })).toBe('learning');
  });

  it('sees when nothing changes, and tells guessing from having settled', () => {
    expect(verdictOf(tell({ top1: () => 10 })).title).toBe('Not learning yet');
    expect(verdictOf(tell({ top1: () => 70 })).title).toBe('Level');
  });

  it('takes scatter for no trend', () => {
    for (let seed = 0; seed < 5; seed++) expect(answer({ steps: 150 + seed * 31 })).toBe('level');
  });

  it('sees overfitting: the valid loss has risen for epochs while the train loss fell', () => {
    const epochs = [
      [2, 2],
      [1.5, 1.6],
      [1.2, 1.7],
      [1, 1.8],
      [0.8, 1.9],
    ] as const;
    const verdict = verdictOf(tell({ epochs }));
    expect(verdict.kind).toBe('overfitting');
    expect(verdict.sentence).toContain('Since epoch 2 the valid loss has risen from 1.600 to 1.900');
  });

  it('sees divergence: no number, or far above what guessing costs', () => {
    expect(answer({ trainLoss: (way) => (way === 1 ? NaN : 2) })).toBe('diverged');
    expect(answer({ trainLoss: (way) => (way > 0.9 ? 12 : 2) })).toBe('diverged');
    expect(answer({ trainLoss: (way) => (way > 0.9 ? 2.5 : 2) })).not.toBe('diverged');
  });

  it('judges a moment by what was known then', () => {
    const whole = tell({ trainLoss: (way) => (way > 0.9 ? 12 : 2) });
    expect(verdictOf(whole).kind).toBe('diverged');
    expect(verdictOf(evidenceUntil(whole, 100)).kind).not.toBe('diverged');
  });
});

describe('findingsOf', () => {
  it('finds nothing in a healthy search', () => {
    const alphas = [prefer(['sep_conv_3x3'], 0, 0), prefer(['sep_conv_3x3'], 1, 100)];
    expect(
      names({
        epochs: [
          [2, 2],
          [1, 1],
        ],
        alphas,
      }),
    ).toEqual([]);
  });

  it('finds a collapse to skip connections and where it was still well', () => {
    const alphas = [prefer(['sep_conv_3x3'], 1, 50), prefer(['skip_connect'], 1, 100)];
    const [finding] = findingsOf(tell({ alphas }));
    expect(finding).toMatchObject({ name: 'collapse', goodStep: 50 });
    expect(finding?.evidence).toMatch(/^8 of the normal cell’s 8 edges/);
    expect(finding?.papers).toContain('dartsPlus');
  });

  it('does not take random starting values for a collapse', () => {
    expect(names({ alphas: [prefer(['skip_connect'], 1e-4, 0)] })).toEqual([]);
  });

  it('finds flat alphas, but not before they had time to move', () => {
    const alphas = [prefer(['sep_conv_3x3'], 0.01, 100)];
    const epochs = [
      [2, 2],
      [1, 1],
    ] as const;
    expect(names({ epochs, alphas })).toEqual(['flatAlphas']);
    expect(findingsOf({ ...tell({ epochs, alphas }), plannedEpochs: 50 })).toEqual([]);
  });

  it('tells overfitting of the alphas from overfitting of the weights', () => {
    const epochs = [
      [2, 2],
      [1.5, 1.6],
      [1.2, 1.7],
      [1, 1.8],
      [0.8, 1.9],
    ] as const;
    const sharpening = [prefer(['sep_conv_3x3'], 0.5, 20), prefer(['sep_conv_3x3'], 2, 50)];
    const steady = [prefer(['sep_conv_3x3'], 2, 20), prefer(['sep_conv_3x3'], 2, 50)];
    expect(names({ epochs, alphas: sharpening })).toEqual(['alphasOverfitting']);
    expect(names({ epochs, alphas: steady })).toEqual(['overfitting']);
    expect(findingsOf(tell({ epochs, alphas: sharpening }))[0]?.goodStep).toBe(20);
  });

  it('finds divergence first', () => {
    expect(names({ trainLoss: (way) => (way === 1 ? NaN : 2) })).toEqual(['divergence']);
  });
});
