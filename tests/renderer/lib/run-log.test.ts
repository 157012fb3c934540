import { describe, expect, it } from 'vitest';

import { RunLog } from '../../../renderer/lib/run-log';
import { makeAlphas, makeRecords, makeStatus, makeStep, START, STEP_MS } from '../helpers/records';

function logOf(...batches: Parameters<RunLog['append']>[0][]): RunLog {
  const log = new RunLog(START);
  for (const batch of batches) log.append(batch);
  return log;
}

describe('RunLog', () => {
  it('is being prepared until something arrives', () => {
    expect(logOf().state).toBe('preparing');
    expect(logOf([makeStep(0, 1, 10)]).state).toBe('running');
    expect(logOf([makeStatus({ state: 'paused' })]).state).toBe('paused');
  });

  it('draws one point for each step and one for each epoch', () => {
    const { series, globalStep, bestTop1 } = logOf(makeRecords(3, 10));
    expect(series.trainLoss.length).toBe(30);
    expect(series.epochLoss.length).toBe(3);
    expect([...series.epochTop1.xs]).toEqual([10, 20, 30]);
    expect(globalStep).toBe(30);
    expect(bestTop1).toBe(22); // the third epoch's 20 + 2
  });

  it('takes records twice without harm, so a snapshot and the pushes around it may overlap', () => {
    const records = makeRecords(2, 10);
    const twice = logOf(records.slice(0, 15), records.slice(5));
    expect(twice.series.validLoss.length).toBe(20);
    expect(twice.alphas.records).toHaveLength(3);
    expect(twice.elapsedMs(twice.lastStep?.time ?? 0)).toBe(20 * STEP_MS);
  });

  it('does not let an older status replace a newer one', () => {
    const log = logOf([makeStatus({ state: 'paused', time: START + 5 })], [makeStatus({ time: START + 4 })]);
    expect(log.state).toBe('paused');
  });

  it('counts work, not pauses', () => {
    const pausedAt = START + 4 * STEP_MS;
    const steps = [1, 2, 3, 4].map((step) => makeStep(0, step, 10));
    const log = logOf(steps, [makeStatus({ state: 'paused', globalStep: 4, time: pausedAt })]);
    expect(log.elapsedMs(pausedAt + 60_000)).toBe(4 * STEP_MS);
    log.append([makeStatus({ state: 'running', globalStep: 4, time: pausedAt + 60_000 })]);
    expect(log.elapsedMs(pausedAt + 60_250)).toBe(4 * STEP_MS + 250);
  });

  it('keeps a diverged measurement as a gap', () => {
    const log = logOf([{ ...makeStep(0, 1, 10), train: { loss: null, top1: 10, top5: 50 } }, makeAlphas(0, 1, false)]);
    expect([...log.series.trainLoss.ys]).toEqual([NaN]);
  });
});
