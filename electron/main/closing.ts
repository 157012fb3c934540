import { app, dialog, type BrowserWindow } from 'electron';

import { log } from './log';
import type { TrainerSupervisor } from './trainer/trainer-supervisor';

/** Closes the app in order: asks while a search is live, saves it, ends the trainer, then lets Electron quit. */
export class Closing {
  private stage: 'open' | 'asking' | 'closing' | 'done' = 'open';

  constructor(private readonly supervisor: TrainerSupervisor) {}

  /** Makes closing the window go through the question. */
  watchWindow(window: BrowserWindow): void {
    window.on('close', (event) => {
      if (this.stage === 'done') return;
      event.preventDefault();
      if (this.stage === 'open') void this.askAndClose(window);
    });
  }

  /** Saves and quits without asking: for signals, and for quitting without a window. */
  async closeNow(): Promise<void> {
    if (this.stage === 'closing' || this.stage === 'done') return;
    this.stage = 'closing';
    try {
      await this.supervisor.close();
    } catch (error) {
      log.error('The trainer could not be closed', error);
    }
    this.stage = 'done';
    app.quit();
  }

  private async askAndClose(window: BrowserWindow): Promise<void> {
    this.stage = 'asking';
    const leave = this.supervisor.liveRun === null || (await confirmSaveAndQuit(window));
    this.stage = 'open';
    if (leave) await this.closeNow();
  }
}

async function confirmSaveAndQuit(window: BrowserWindow): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    title: 'Quit Dartboard?',
    message: 'A search is running.',
    detail: 'It will be stopped after its current step. Everything it has found so far is kept in its run folder.',
    buttons: ['Save and Quit', 'Cancel'],
    defaultId: 0,
    cancelId: 1,
  });
  return response === 0;
}
