import { describe, expect, it } from 'vitest';

import { indexAt, timelineMarks } from '../../../renderer/lib/timeline-marks';
import type { CheckpointRecord } from '../../../src-core/runs/records';
import { makeAlphas } from '../helpers/records';

const records = [0, 10, 20, 30, 40].map((step) => makeAlphas(0, step, step === 20 || step === 40));

const checkpoint: CheckpointRecord = {
  kind: 'checkpoint',
  epoch: 0,
  globalStep: 25,
  file: 'checkpoints/25',
  bytes: 1,
  milliseconds: 1,
  reason: 'interval',
  time: 1,
};

describe('timelineMarks', () => {
  it('marks epochs’ ends, changes of the genotype and what was saved', () => {
    const marks = timelineMarks(records, [checkpoint]);
    const shares = (kind: string): number[] => marks.filter((mark) => mark.kind === kind).map(({ share }) => share);
    expect(shares('epoch')).toEqual([0.5, 1]);
    expect(shares('change')).toEqual([0.25, 0.5, 0.75, 1]); // all of these genotypes differ
    expect(shares('checkpoint')).toEqual([0.5]); // told by the record of step 20
  });

  it('marks no change where the genotype stays', () => {
    const [first] = records;
    const same = first === undefined ? [] : [first, { ...first, globalStep: 5 }];
    expect(timelineMarks(same, [])).toEqual([]);
  });

  it('never has more marks than can be told apart', () => {
    const many = Array.from({ length: 600 }, (_, i) => makeAlphas(i, i, true));
    expect(timelineMarks(many, []).length).toBeLessThanOrEqual(160);
  });
});

describe('indexAt', () => {
  it('finds the last record at or before a step', () => {
    expect([0, 9, 10, 35, 99].map((step) => indexAt(records, step))).toEqual([0, 0, 1, 3, 4]);
    expect(indexAt([], 5)).toBe(0);
  });
});
