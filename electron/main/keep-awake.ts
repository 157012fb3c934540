import { powerMonitor, powerSaveBlocker } from 'electron';

import { isFinal, type StatusRecord } from '../../src-core/runs/records';

/** Keeps the system from suspending while a run computes and the machine is not on its battery; the screen may sleep. */
export class KeepAwake {
  private blocker: number | null = null;
  private computing = false;

  /** @param wanted whether the person wants this now */
  constructor(private readonly wanted: () => boolean) {
    powerMonitor.on('on-battery', () => this.update());
    powerMonitor.on('on-ac', () => this.update());
  }

  /** Follows where the live run stands. */
  follow({ state }: StatusRecord): void {
    this.computing = !isFinal(state) && state !== 'paused';
    this.update();
  }

  /** To be called when the wish has changed, too. */
  update(): void {
    if (this.computing && this.wanted() && !powerMonitor.isOnBatteryPower())
      this.blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (this.blocker !== null) {
      powerSaveBlocker.stop(this.blocker);
      this.blocker = null;
    }
  }
}
