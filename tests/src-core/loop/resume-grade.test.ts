import { describe, expect, it } from 'vitest';

import { isSameState, probeRepetition } from '../../../src-core/loop/resume-grade';
import type { ExecutorState } from '../../../src-core/search/step-executor';

/** Adds to one number; `noise` is added from its second restore on. */
function accumulator(noise: number) {
  let [value, restores] = [0, 0];
  return {
    executor: {
      save: (): ExecutorState => stateOf(value),
      restore: ({ tensors }: ExecutorState): void => {
        value = tensors['value']?.values[0] ?? Number.NaN;
        restores++;
      },
    },
    step: (index: number): Promise<number> => {
      value += index + 1 + (restores === 2 ? noise : 0);
      return Promise.resolve(value);
    },
    value: () => value,
  };
}

function stateOf(value: number): ExecutorState {
  return { tensors: { value: { shape: [1], values: Float32Array.of(value) } }, counters: { steps: 1 } };
}

const LIMITS = { steps: 3, milliseconds: 60_000 };

describe('probeRepetition', () => {
  it('runs a few steps twice and goes back', async () => {
    const { executor, step, value } = accumulator(0);
    // 5 + 1 = 6, 6 + 2 = 8, 8 + 3 = 11.
    expect(await probeRepetition(executor, stateOf(5), step, LIMITS)).toEqual({ repeats: true, results: [6, 8, 11] });
    expect(value()).toBe(5);
  });

  it('notices a difference in the last bit', async () => {
    const { executor, step } = accumulator(2 ** -20);
    expect((await probeRepetition(executor, stateOf(5), step, LIMITS)).repeats).toBe(false);
  });

  it('stops early where steps are slow, but not before the first', async () => {
    const { executor, step } = accumulator(0);
    const { results } = await probeRepetition(executor, stateOf(5), step, { steps: 3, milliseconds: 0 });
    expect(results).toEqual([6]);
  });
});

describe('isSameState', () => {
  it('compares bits: 0 is not -0, and NaN is itself', () => {
    expect(isSameState(stateOf(0), stateOf(-0))).toBe(false);
    expect(isSameState(stateOf(Number.NaN), stateOf(Number.NaN))).toBe(true);
    expect(isSameState(stateOf(1), { ...stateOf(1), counters: { steps: 2 } })).toBe(false);
    expect(isSameState(stateOf(1), { ...stateOf(1), tensors: {} })).toBe(false);
  });
});
