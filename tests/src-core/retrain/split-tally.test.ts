import { describe, expect, it } from 'vitest';

import { SplitTally } from '../../../src-core/retrain/split-tally';

/** Logits of three classes; the answers are 0, 1, 2, 1. */
const LOGITS = Float32Array.of(2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 1, 0);
const LABELS = Int32Array.of(0, 1, 0, 2);

describe('SplitTally', () => {
  it('adds up batches: means, each class, what it was taken for, the surest mistakes', () => {
    const tally = new SplitTally(3);
    const batch = { images: new Float32Array(4), labels: LABELS, size: 4 };
    tally.add(batch, { sums: { loss: 4, top1: 2, top5: 4, count: 4 }, logits: LOGITS });
    tally.add(
      { ...batch, labels: LABELS.slice(0, 1), size: 1 },
      {
        sums: { loss: 6, top1: 1, top5: 1, count: 1 },
        logits: LOGITS.slice(0, 3),
      },
    );
    expect(tally.result()).toEqual({
      metrics: { loss: 2, top1: 60, top5: 100 },
      images: 5,
      perClass: [
        { images: 3, top1: 200 / 3 },
        { images: 1, top1: 100 },
        { images: 1, top1: 0 },
      ],
      confusion: [
        [2, 0, 1],
        [0, 1, 0],
        [0, 1, 0],
      ],
    });
    const sure = (logit: number): number => Math.exp(logit) / (Math.exp(logit) + 2);
    expect(tally.mistakes.map(({ index, label, predicted }) => [index, label, predicted])).toEqual([
      [2, 0, 2],
      [3, 2, 1],
    ]);
    expect(tally.mistakes[0]?.confidence).toBeCloseTo(sure(3), 6);
    expect(tally.mistakes[1]?.confidence).toBeCloseTo(sure(1), 6);
  });

  it('keeps no confusion matrix of many classes, and no accuracy of a class without images', () => {
    const tally = new SplitTally(101);
    expect(tally.result().confusion).toBeNull();
    expect(tally.result().perClass[100]).toEqual({ images: 0, top1: null });
  });
});
