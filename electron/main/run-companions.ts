import type { BrowserWindow } from 'electron';

import { isFinal, type RunRecord, type StatusRecord } from '../../src-core/runs/records';
import type { Trouble } from '../contract';
import { AppTray, type TrayActions } from './app-tray';
import { KeepAwake } from './keep-awake';
import { noticeOfEnd, noticeOfTrouble, type Notice } from './run-notices';
import { fractionDone } from './run-progress';
import type { Settings } from './settings';
import { showNotice } from './show-notice';
import type { UnfinishedRun } from './unfinished-run';

/** What goes along with a run on the desktop. */
export interface CompanionServices {
  readonly currentWindow: () => BrowserWindow | null;
  readonly settings: Settings;
  readonly unfinished: UnfinishedRun;
  readonly trayIcon: string;
  readonly actions: Omit<TrayActions, 'windowShown'>;
}

/** All that goes along with a live run outside the window's page: tray, taskbar, notices, and a system that stays awake. */
export class RunCompanions {
  private readonly keepAwake: KeepAwake;
  private readonly tray: AppTray;

  constructor(private readonly services: CompanionServices) {
    const { settings, trayIcon, actions } = services;
    this.keepAwake = new KeepAwake(() => settings.value.keepAwake);
    this.tray = new AppTray(trayIcon, { ...actions, windowShown: () => this.windowShown() });
  }

  /** Follows what the live run tells. */
  follow(id: string, records: readonly RunRecord[]): void {
    const status = records.reduce<StatusRecord | null>(
      (last, record) => (record.kind === 'status' ? record : last),
      null,
    );
    if (status === null) return;
    this.keepAwake.follow(status);
    this.services.unfinished.follow(id, status);
    this.tray.follow(id, status);
    this.showProgress(status);
    this.notify(noticeOfEnd(id, status));
  }

  /** Follows what befalls the live run. */
  followTrouble(trouble: Trouble | null): void {
    if (trouble !== null) this.notify(noticeOfTrouble(trouble.runId, trouble));
  }

  /** To be called when the settings have changed. */
  update(): void {
    this.keepAwake.update();
  }

  /** To be called when the window has been brought back. */
  windowBack(liveRun: boolean): void {
    this.tray.windowBack(liveRun);
  }

  private windowShown(): boolean {
    return this.services.currentWindow()?.isVisible() === true;
  }

  private showProgress(status: StatusRecord): void {
    const window = this.services.currentWindow();
    const done = fractionDone(status);
    // A negative number takes the bar away; a red one stays until the window is looked at.
    if (status.state === 'failed') window?.setProgressBar(1, { mode: 'error' });
    else window?.setProgressBar(done ?? -1, { mode: status.state === 'paused' ? 'paused' : 'normal' });
    if (isFinal(status.state)) window?.once('focus', () => window.setProgressBar(-1));
  }

  /** A person who looks at the window needs no notice. */
  private notify(notice: Notice | null): void {
    if (notice === null || !this.services.settings.value.notify) return;
    if (this.windowShown() && this.services.currentWindow()?.isFocused() === true) return;
    showNotice(notice, this.services.actions.show);
  }
}
