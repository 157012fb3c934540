import { describe, expect, it } from 'vitest';

import { RunProgress } from '../../../src-core/loop/run-progress';

const EXTENT = { epochs: 2, stepsPerEpoch: 30, validationBatches: 10 };

describe('RunProgress', () => {
  it('knows nothing of the time before the second step: the first one compiles', () => {
    const progress = new RunProgress(EXTENT);
    const unknown = { stepMs: null, etaSeconds: null };
    expect(progress.status('running', 'search')).toMatchObject(unknown);
    progress.stepDone(60_000);
    expect(progress.status('running', 'search')).toMatchObject(unknown);
    progress.stepDone(500);
    expect(progress.status('running', 'search').stepMs).toBe(500);
  });

  it('tells the median of the last 20 steps, so one slow step changes nothing', () => {
    const progress = new RunProgress(EXTENT);
    for (let step = 0; step < 5; step++) progress.stepDone(9_000);
    for (let step = 0; step < 20; step++) progress.stepDone(step === 7 ? 50_000 : 600);
    // 35 steps of 0.6 s, and 20 validation batches that count a sixth of a step each until one has been measured.
    const status = progress.status('running', 'search');
    expect(status.stepMs).toBe(600);
    expect(status.etaSeconds).toBeCloseTo(35 * 0.6 + 20 * 0.1, 9);
  });

  it('uses the measured validation once there is one', () => {
    const progress = new RunProgress(EXTENT);
    for (let step = 0; step < 30; step++) progress.stepDone(600);
    for (let batch = 0; batch < 4; batch++) progress.validationBatchDone(200);
    // 30 steps of 0.6 s and 16 batches of 0.2 s are left.
    expect(progress.status('running', 'validation').etaSeconds).toBeCloseTo(18 + 3.2, 9);
    expect(progress.status('stopped', 'validation').etaSeconds).toBeNull();
  });

  it('goes on in the middle with the step times of before', () => {
    const progress = new RunProgress(EXTENT);
    progress.continueAt({ epoch: 1, step: 10, validated: 0 }, [9_000, ...Array<number>(20).fill(600)]);
    const status = progress.status('running', 'search');
    expect(status).toMatchObject({ epoch: 1, step: 10, globalStep: 40, stepMs: 600 });
    // 20 steps and the 10 batches that close the epoch.
    expect(status.etaSeconds).toBeCloseTo(20 * 0.6 + 10 * 0.1, 9);
    // The first step of this process compiles, as its predecessor's did.
    progress.stepDone(60_000);
    expect(progress.stepMs).toBe(600);
  });

  it('stands at the end of the last epoch once all are finished', () => {
    const progress = new RunProgress(EXTENT);
    progress.continueAt({ epoch: 2, step: 0, validated: 0 }, [600, 600]);
    expect(progress.status('running', 'search')).toMatchObject({ epoch: 1, step: 30, globalStep: 60, etaSeconds: 0 });
  });
});
