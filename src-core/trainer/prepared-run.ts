import type { RunWork } from '../loop/run-work';
import type { RunInfo } from '../runs/run-info';

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
  readonly work: RunWork;
  /** Frees the device. */
  dispose(): void;
}
