import { isDeepStrictEqual } from 'node:util';

import type { ExecutorState } from './step-executor';

/** Steps that are run twice; fewer when they are slow. */
export const PROBE_STEPS = 3;
/** No further step is probed once those so far took this long. */
const PROBE_MS = 10_000;

/** The part of an executor that can be taken back. */
export interface Restorable {
  save(): ExecutorState;
  restore(state: ExecutorState): void;
}

/** What a probe found. */
export interface Probe<R> {
  /** Whether both times everything came out the same, bit for bit. */
  readonly repeats: boolean;
  /** Results of the steps, of the first time. */
  readonly results: readonly R[];
}

/**
 * Finds out whether this machine computes the same numbers again: runs a few steps from `state`, goes back, runs them once
 * more, and compares every result and every bit of the state after them. The executor is in `state` afterwards.
 *
 * @param step runs the step so many steps after `state`
 */
export function probeRepetition<R>(
  executor: Restorable,
  state: ExecutorState,
  step: (index: number) => R,
  limits = { steps: PROBE_STEPS, milliseconds: PROBE_MS },
): Probe<R> {
  const start = performance.now();
  const results: R[] = [];
  executor.restore(state);
  while (results.length < limits.steps && (results.length === 0 || performance.now() - start < limits.milliseconds)) {
    results.push(step(results.length));
  }
  const first = executor.save();
  executor.restore(state);
  const again = results.map((_, index) => step(index));
  const second = executor.save();
  executor.restore(state);
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

function bytesOf(state: ExecutorState, name: string): Buffer {
  const { buffer, byteOffset, byteLength } = state.tensors[name]?.values ?? new Float32Array();
  return Buffer.from(buffer, byteOffset, byteLength);
}
