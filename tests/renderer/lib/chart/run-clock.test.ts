import { describe, expect, it } from 'vitest';

import { RunClock } from '../../../../renderer/lib/chart/run-clock';
import { SeriesBuffer } from '../../../../renderer/lib/series-buffer';
import { makeEpoch, makeStep, START, STEP_MS } from '../../helpers/records';

/** Two epochs of ten steps of 100 ms each; each epoch's validation takes half a second more. */
function twoEpochs(): RunClock {
  const clock = new RunClock(START);
  for (let epoch = 0; epoch < 2; epoch++) {
    for (let step = 1; step <= 10; step++) clock.addStep(makeStep(epoch, step, 10));
    clock.addEpoch({ ...makeEpoch(epoch, (epoch + 1) * 10, 10), seconds: 1.5 });
  }
  return clock;
}

describe('RunClock', () => {
  it('tells where a step stands in epochs, in active time and on the clock', () => {
    const clock = twoEpochs();
    expect(clock.at('step', 15)).toBe(15);
    expect(clock.at('epoch', 15)).toBeCloseTo(1.5);
    // The first epoch took 1.5 s with its validation, then five steps.
    expect(clock.at('active', 15)).toBe(1_500 + 5 * STEP_MS);
    expect(clock.at('wall', 15)).toBe(15 * STEP_MS);
  });

  it('does not count a pause as active time, but as wall time', () => {
    const clock = new RunClock(START);
    clock.addStep(makeStep(0, 1, 10));
    clock.addStep({ ...makeStep(0, 2, 10), time: START + 3_600_000 });
    expect(clock.at('active', 2)).toBe(2 * STEP_MS);
    expect(clock.at('wall', 2)).toBe(3_600_000);
  });

  it('never goes back, even where the records of another program do', () => {
    const clock = new RunClock(START);
    for (const [step, time] of [5_000, 9_000, 2_000, 3_000, 10_000].entries()) {
      clock.addStep({ ...makeStep(0, step + 1, 10), time: START + time });
    }
    expect([1, 2, 3, 4, 5].map((step) => clock.at('wall', step))).toEqual([5_000, 9_000, 9_000, 9_000, 10_000]);
  });

  it('finds the way back', () => {
    const clock = twoEpochs();
    for (const mode of ['step', 'epoch', 'active', 'wall'] as const) {
      expect(clock.stepAt(mode, clock.at(mode, 12))).toBe(12);
    }
  });

  it('keeps to the known steps beyond both ends', () => {
    const clock = twoEpochs();
    expect(clock.at('epoch', 0)).toBeCloseTo(0.1);
    expect(clock.at('epoch', 99)).toBe(2);
    expect(new RunClock(START).at('active', 5)).toBe(0);
  });

  it('converts a line of every step as a whole and a line of few points one by one', () => {
    const clock = twoEpochs();
    const [every, few] = [new SeriesBuffer(), new SeriesBuffer()];
    for (let step = 1; step <= 20; step++) every.push(step, 1);
    few.push(10, 1);
    expect(clock.xsOf('wall', every)).toHaveLength(20);
    expect([...clock.xsOf('epoch', few)]).toEqual([1]);
    few.push(20, 1);
    expect([...clock.xsOf('epoch', few)]).toEqual([1, 2]);
    expect(clock.xsOf('step', few)).toEqual(few.xs);
  });
});
