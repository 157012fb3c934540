import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { estimateRunBytes, requireSpace } from '../../../src-core/runs/run-size';
import { makeAlphas, makeEpoch, makeStep } from '../../records';
import { temporaryFolder } from '../../temporary-folder';

const facts = { stateBytes: 15_700_000, epochs: 50, stepsPerEpoch: 391, alphasPerEpoch: 40 };

describe('the size of a run', () => {
  it('is five checkpoints and the log', () => {
    const noLog = estimateRunBytes({ ...facts, epochs: 0 });
    expect(noLog).toBeGreaterThan(5 * facts.stateBytes);
    expect(noLog).toBeLessThan(5.1 * facts.stateBytes);
    expect(estimateRunBytes(facts) - noLog).toBe(50 * (391 * 600 + 500 + 40 * 7_500 + 2 * 300));
  });

  it('allows more for every line than a long one takes', () => {
    const digits = 1.234567890123456;
    const metrics = { loss: digits, top1: digits, top5: digits };
    const step = {
      ...makeStep(0, 1_000_000, 4),
      learningRate: digits / 100,
      train: metrics,
      valid: metrics,
      gradNorm: digits,
    };
    expect(JSON.stringify({ ...step, stepMs: digits * 1e4, time: Date.now() }).length).toBeLessThan(600);
    expect(JSON.stringify({ ...makeEpoch(50, 204, 4, digits), train: metrics, valid: metrics }).length).toBeLessThan(
      500,
    );
    const rows = makeAlphas(0, 4, true).normal.map((row) => row.map(() => -digits / 1_000));
    expect(JSON.stringify({ ...makeAlphas(0, 4, true), normal: rows, reduce: rows }).length).toBeLessThan(7_500);
  });

  it('is compared with what its disk has, wherever the folder will be', () => {
    const folder = join(temporaryFolder(), 'not', 'there', 'yet');
    requireSpace(folder, 1_000);
    expect(() => {
      requireSpace(folder, 10 ** 18);
    }).toThrow(
      /^The disk of .*yet has [\d,]+ MB free where this run needs about 1,000,000,000,000 MB\. Free some space/,
    );
    expect(() => {
      requireSpace(folder, 2_000_000, () => 1_000_000);
    }).toThrow('has 1 MB free where this run needs about 2 MB.');
  });
});
