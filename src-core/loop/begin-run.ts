import type { ProbeRecord, ResumedRecord } from '../runs/records';
import { EpochLoop } from './epoch-loop';
import { gradeOf } from './resume-grade';
import type { RunHost } from './run-gate';
import type { RunWork } from './run-work';

/** A loop that stands at its first step. */
export interface OpenedRun {
  readonly loop: EpochLoop;
  /**
   * Finds out what this machine can promise if the run is interrupted, or was; computes a few steps.
   * @returns the record to write before the loop runs
   */
  probe(): Promise<ProbeRecord | ResumedRecord>;
}

/** Begins a run. */
export function beginRun(work: RunWork, host: RunHost): OpenedRun {
  return {
    loop: new EpochLoop(work, host, null),
    probe: async () => {
      const start = performance.now();
      const grade = await gradeOf(work, work.machine.save(), { epoch: 0, step: 0 }, []);
      return { kind: 'probe', grade, milliseconds: performance.now() - start, time: Date.now() };
    },
  };
}
