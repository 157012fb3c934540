import type { Checkpoint } from './checkpoint-file';
import { writeCheckpoint } from './checkpoint-store';
import { isDiskRefusal } from '../file-errors';
import type { CheckpointRecord, RunRecord } from './records';
import type { RunFolder } from './run-folder';

/** A state to save. */
export interface Snapshot {
  readonly checkpoint: Checkpoint;
  /** Where the run stands, for the record of the save. */
  readonly epoch: number;
  readonly globalStep: number;
  /** What the work of this epoch has taken so far. */
  readonly seconds: number;
  /** Whether no state so far was better. */
  readonly best: boolean;
}

/**
 * Saves the states of a run, from time to time and when asked. A save that the disk refuses is owed: `settle` tries again.
 */
export class StateSaver {
  private last = performance.now();
  private owed: { readonly snapshot: Snapshot; readonly reason: CheckpointRecord['reason'] } | null = null;

  /** @param intervalMs longest time between two saves while the run goes on */
  constructor(
    private readonly folder: RunFolder,
    private readonly intervalMs: number,
    private readonly emit: (record: RunRecord) => void,
  ) {}

  /** Whether the last save is long enough ago. */
  get isDue(): boolean {
    return performance.now() - this.last >= this.intervalMs;
  }

  /**
   * Saves a state, after all that was recorded up to it.
   * @throws UserError when it cannot be saved and waiting would not help
   */
  save(reason: CheckpointRecord['reason'], snapshot: Snapshot): void {
    this.owed = { snapshot, reason };
    this.settle();
  }

  /**
   * Tries to write whatever the disk has refused so far.
   * @returns the sentence to show while it refuses; null when all is written
   * @throws UserError when it cannot be written and waiting would not help
   */
  settle(): string | null {
    try {
      // The log first: a checkpoint must never know of records that are not there.
      const refused = this.owed === null ? this.folder.settle() : this.folder.flush();
      if (refused !== null) return refused.message;
      this.saveOwed();
      return null;
    } catch (error) {
      if (isDiskRefusal(error)) return error.message;
      throw error;
    }
  }

  private saveOwed(): void {
    if (this.owed === null) return;
    const { reason, snapshot } = this.owed;
    const { epoch, globalStep, seconds, best, checkpoint } = snapshot;
    const saved = writeCheckpoint(this.folder.path, checkpoint, best);
    this.owed = null;
    this.last = performance.now();
    this.emit({ kind: 'checkpoint', epoch, globalStep, ...saved, seconds, reason, time: Date.now() });
  }
}
