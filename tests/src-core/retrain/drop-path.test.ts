import { describe, expect, it } from 'vitest';

import { DropPath, dropPathFactors } from '../../../src-core/retrain/drop-path';
import { dropPathProbability } from '../../../src-core/retrain/drop-path-probability';
import { tf } from '../../../src-core/runtime/tensorflow';

const AT = { seed: 1, epoch: 3, step: 5 };

describe('dropPathProbability', () => {
  it('grows linearly from 0, as the reference sets it at the start of each epoch', () => {
    expect([0, 150, 300, 599].map((epoch) => dropPathProbability(epoch, 600, 0.2))).toEqual([
      0,
      0.05,
      0.1,
      (0.2 * 599) / 600,
    ]);
  });
});

describe('dropPathFactors', () => {
  it('keeps paths in their share, made up for those left out', () => {
    const factors = dropPathFactors(100, 100, 0.2, AT);
    const kept = factors.filter((factor) => factor !== 0);
    expect(new Set(kept)).toEqual(new Set([1.25]));
    // 10,000 draws: four standard deviations are 160.
    expect(Math.abs(kept.length - 8_000)).toBeLessThan(160);
  });

  it('is a function of seed, epoch and step', () => {
    expect(dropPathFactors(4, 8, 0.5, AT)).toEqual(dropPathFactors(4, 8, 0.5, AT));
    for (const other of [
      { ...AT, seed: 2 },
      { ...AT, epoch: 4 },
      { ...AT, step: 6 },
    ]) {
      expect(dropPathFactors(4, 8, 0.5, other)).not.toEqual(dropPathFactors(4, 8, 0.5, AT));
    }
  });

  it('keeps everything at probability 0', () => {
    expect(dropPathFactors(3, 2, 0, AT)).toEqual(new Float32Array(6).fill(1));
  });
});

describe('DropPath', () => {
  it('multiplies each image by its factor, call by call', () => {
    const dropPath = new DropPath(
      tf.tensor2d([
        [2, 0],
        [0, 4],
      ]),
    );
    const path = tf.tensor4d([1, 2, 3, 4], [2, 1, 2, 1]);
    expect([...dropPath.apply(path).dataSync()]).toEqual([2, 4, 0, 0]);
    expect([...dropPath.apply(path).dataSync()]).toEqual([0, 0, 12, 16]);
  });
});
