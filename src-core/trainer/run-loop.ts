import type { RunRecord, ResumedRecord, StatusRecord } from '../runs/records';
import type { RunFolder } from '../runs/run-folder';
import type { RunInfo } from '../runs/run-info';
import type { RunHost } from '../search/run-gate';

/** What carries a run out: a search's loop, or a retraining's. */
export interface RunLoop {
  /** The status to tell when the run gets into a state that the loop itself does not know: before and after it. */
  status(state: StatusRecord['state'], message?: string | null): StatusRecord;
  /** Runs to the end, or until stopped. */
  run(): Promise<'finished' | 'stopped'>;
}

/** What a loop is given by the session that it runs in. */
export interface LoopHost extends RunHost {
  /** The run folder. */
  readonly folder: string;
  /** Writes a record to the run folder, then tells it. */
  readonly emit: (record: RunRecord) => void;
}

/** A loop in the middle of its run, and how it got there. */
export interface ContinuedLoop {
  readonly loop: RunLoop;
  /**
   * Finds out whether the rest will be what it would have been without the interruption; computes a few steps.
   * @returns the record to write before the loop runs
   */
  grade(): ResumedRecord | Promise<ResumedRecord>;
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** A run with its data read and its network built. */
export interface PreparedRun {
  readonly info: DistributiveOmit<RunInfo, 'name' | 'created'>;
  /** What a person should know of its data, a sentence each. */
  readonly warnings: readonly string[];
  /** Bytes that its folder will take, at most. */
  readonly bytes: number;
  /** Longest time between two saves, in milliseconds. */
  readonly saveIntervalMs: number;
  /** From the beginning. */
  begin(host: LoopHost): RunLoop;
  /**
   * From the newest checkpoint in the folder, whose log is cut to it.
   * @throws UserError when the run cannot be continued; nothing is changed then
   */
  continueIn(folder: RunFolder, host: LoopHost): ContinuedLoop;
  /** Frees the device. */
  dispose(): void;
}
