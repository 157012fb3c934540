import { isDeepStrictEqual } from 'node:util';

import type { ResumeGrade, StepRecord } from '../runs/records';
import type { ExecutorState } from '../search/step-executor';
import { measuresOf } from './step-measures';
import type { StepMeasures } from './step-measures';
import type { Machine, Place, RunWork } from './run-work';

/** How much of a run is tried twice. */
export interface ProbeLimits {
  readonly steps: number;
  /** No further step is tried once those so far took this long. */
  readonly milliseconds: number;
}

/** A person waits for it: a slow machine tries one step only. */
const LIMITS: ProbeLimits = { steps: 3, milliseconds: 1_000 };

/** What a probe found. */
export interface Probe<R> {
  /** Whether both times everything came out the same, bit for bit. */
  readonly repeats: boolean;
  /** Results of the steps, of the first time. */
  readonly results: readonly R[];
}

/**
 * Says what this machine can promise: `identical` when it repeats the steps after `place` bit for bit and finds those
 * numbers again that an interrupted process had found for them.
 *
 * @param state of the machine at `place`; it is in that state afterwards
 * @param found steps that were computed before
 */
export async function gradeOf(
  { machine, extent, prepareStep }: RunWork,
  state: ExecutorState,
  { epoch, step }: Place,
  found: readonly StepRecord[],
): Promise<ResumeGrade> {
  const { epochs, stepsPerEpoch } = extent;
  // In the validation there is no next step: any will do to compare the machine with itself.
  const atStep = epoch < epochs && step < stepsPerEpoch;
  const first = atStep ? { epoch, step } : { epoch: 0, step: 0 };
  const steps = Math.min(LIMITS.steps, stepsPerEpoch - first.step);
  const { repeats, results } = await probeRepetition(
    machine,
    state,
    async (index) => (await prepareStep({ epoch: first.epoch, step: first.step + index })).run(),
    { ...LIMITS, steps },
  );
  const agrees = results.every((result, index) => {
    const before = found.find((record) => record.epoch === epoch && record.step === step + index + 1);
    return !atStep || before === undefined || isDeepStrictEqual(measuredBy(before), measuresOf(result));
  });
  return repeats && agrees ? 'identical' : 'close';
}

/**
 * Finds out whether a machine computes the same numbers again: runs a few steps from `state`, goes back, runs them once
 * more, and compares every result and every bit of the state after them. The machine is in `state` afterwards.
 *
 * @param step runs the step so many steps after `state`
 */
export async function probeRepetition<R>(
  machine: Pick<Machine, 'save' | 'restore'>,
  state: ExecutorState,
  step: (index: number) => Promise<R>,
  limits: ProbeLimits,
): Promise<Probe<R>> {
  const start = performance.now();
  const results: R[] = [];
  machine.restore(state);
  while (results.length < limits.steps && (results.length === 0 || performance.now() - start < limits.milliseconds)) {
    results.push(await step(results.length));
  }
  const first = machine.save();
  machine.restore(state);
  const again: R[] = [];
  while (again.length < results.length) again.push(await step(again.length));
  const second = machine.save();
  machine.restore(state);
  return { repeats: isDeepStrictEqual(results, again) && isSameState(first, second), results };
}

/** Bit for bit: 0 is not -0, and every NaN is itself. */
export function isSameState(a: ExecutorState, b: ExecutorState): boolean {
  const names = Object.keys(a.tensors);
  return (
    isDeepStrictEqual(a.counters, b.counters) &&
    isDeepStrictEqual(names, Object.keys(b.tensors)) &&
    names.every((name) => Buffer.compare(bytesOf(a, name), bytesOf(b, name)) === 0)
  );
}

function measuredBy({ train, valid, gradNorm }: StepMeasures): StepMeasures {
  return { train, valid, gradNorm };
}

function bytesOf(state: ExecutorState, name: string): Buffer {
  const { buffer, byteOffset, byteLength } = state.tensors[name]?.values ?? new Float32Array();
  return Buffer.from(buffer, byteOffset, byteLength);
}
