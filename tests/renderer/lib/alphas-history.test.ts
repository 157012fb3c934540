import { describe, expect, it } from 'vitest';

import { AlphasHistory } from '../../../renderer/lib/alphas-history';
import type { AlphasRecord } from '../../../src-core/runs/records';
import { makeAlphas } from '../helpers/records';

const template = makeAlphas(0, 0, false);

function record(globalStep: number, epochEnd = false): AlphasRecord {
  return { ...template, globalStep, epochEnd };
}

describe('AlphasHistory', () => {
  it('keeps records in order and drops what is known', () => {
    const history = new AlphasHistory();
    for (const step of [0, 10, 10, 5, 20]) history.add(record(step));
    expect(history.records.map(({ globalStep }) => globalStep)).toEqual([0, 10, 20]);
  });

  it('lets the record that closes an epoch replace the one of the same step', () => {
    const history = new AlphasHistory();
    history.add(record(10));
    history.add(record(10, true));
    history.add(record(10));
    expect(history.records).toEqual([record(10, true)]);
  });

  it('stays bounded, with the first, the newest and the ends of epochs', () => {
    const history = new AlphasHistory();
    for (let step = 0; step <= 20_000; step += 10) history.add(record(step, step > 0 && step % 500 === 0));
    const steps = history.records.map(({ globalStep }) => globalStep);
    expect(steps.length).toBeLessThanOrEqual(600);
    expect([steps[0], steps[steps.length - 1]]).toEqual([0, 20_000]);
    expect(history.records.filter(({ epochEnd }) => epochEnd)).toHaveLength(40);
  });

  it('is spread evenly, so that a replay runs at one speed', () => {
    const history = new AlphasHistory();
    for (let step = 0; step <= 100_000; step += 10) history.add(record(step));
    const steps = history.records.map(({ globalStep }) => globalStep);
    const gaps = steps.slice(1, -1).map((step, i) => step - (steps[i] ?? NaN));
    expect(new Set(gaps).size).toBe(1);
    expect(steps.length).toBeGreaterThan(300);
  });

  it('stays bounded even over thousands of epochs', () => {
    const history = new AlphasHistory();
    for (let step = 1; step <= 5_000; step++) history.add(record(step, true));
    expect(history.records.length).toBeLessThanOrEqual(600);
    expect(history.records[history.records.length - 1]?.globalStep).toBe(5_000);
  });
});
