import { app, dialog, type BrowserWindow } from 'electron';

import { log } from './log';
import type { Settings } from './settings';
import type { TrainerSupervisor } from './trainer/trainer-supervisor';

/** Closes the app in order: asks while a run is live, saves it, ends the trainer, then lets Electron quit. */
export class Closing {
  private stage: 'open' | 'asking' | 'closing' | 'done' = 'open';

  constructor(
    private readonly supervisor: TrainerSupervisor,
    private readonly settings: Settings,
    private readonly onClosing: () => void,
  ) {}

  /** Makes closing the window go through the question. */
  watchWindow(window: BrowserWindow): void {
    window.on('close', (event) => {
      if (this.stage === 'done') return;
      event.preventDefault();
      if (this.stage === 'open') void this.askAndClose(window);
    });
  }

  /** Saves and quits without asking: for signals, for the tray, and for quitting without a window. */
  async closeNow(): Promise<void> {
    if (this.stage === 'closing' || this.stage === 'done') return;
    this.stage = 'closing';
    this.onClosing();
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
    const answer = this.supervisor.liveRun === null ? 'quit' : await this.decide(window);
    this.stage = 'open';
    if (answer === 'tray') window.hide();
    if (answer === 'quit') await this.closeNow();
  }

  private async decide(window: BrowserWindow): Promise<'tray' | 'quit' | 'stay'> {
    const { onClose } = this.settings.value;
    if (onClose !== 'ask') return onClose;
    const { answer, always } = await ask(window);
    if (always && answer !== 'stay') this.settings.change({ onClose: answer });
    return answer;
  }
}

const ANSWERS = ['quit', 'tray', 'stay'] as const;

async function ask(window: BrowserWindow): Promise<{ answer: (typeof ANSWERS)[number]; always: boolean }> {
  if (!window.isVisible()) window.show();
  const { response, checkboxChecked } = await dialog.showMessageBox(window, {
    type: 'question',
    title: 'Close Dartboard?',
    message: 'A run is going on.',
    detail: [
      'Save and Quit stops it after its current step; it can be resumed later.',
      'Keep Running closes the window only: the tray icon, or starting Dartboard once more, brings it back.',
    ].join('\n'),
    buttons: ['Save and Quit', 'Keep Running', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
    checkboxLabel: 'Do not ask again',
  });
  return { answer: ANSWERS[response] ?? 'stay', always: checkboxChecked };
}
