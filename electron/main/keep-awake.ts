import { powerSaveBlocker } from 'electron';

import type { RunRecord } from '../../src-core/runs/records';

/** Keeps the system from suspending while a search computes; the screen may sleep. */
export class KeepAwake {
  private blocker: number | null = null;

  /** Follows what a live run tells. */
  follow(records: readonly RunRecord[]): void {
    for (const record of records) {
      if (record.kind === 'status') this.hold(record.state === 'running' || record.state === 'preparing');
    }
  }

  private hold(computing: boolean): void {
    if (computing) this.blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (this.blocker !== null) {
      powerSaveBlocker.stop(this.blocker);
      this.blocker = null;
    }
  }
}
