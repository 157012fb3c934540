import { dialog, type BrowserWindow } from 'electron';

import type { TrainerState } from '../contract';
import { describeTrainer } from './diagnostics';
import { appInfo } from './handlers/app-handlers';

/** Shows the versions and the device in use. */
export async function showAboutBox(window: BrowserWindow, trainer: TrainerState): Promise<void> {
  const { version, electron, chrome, node, runsFolder } = appInfo(trainer);
  await dialog.showMessageBox(window, {
    type: 'info',
    title: 'About Dartboard',
    message: `Dartboard ${version}`,
    detail: [
      'Differentiable architecture search (DARTS) on your own machine.',
      '',
      `Device: ${describeTrainer(trainer)}`,
      `Electron ${electron}, Chrome ${chrome}, Node ${node}`,
      `Runs: ${runsFolder}`,
    ].join('\n'),
    buttons: ['Close'],
  });
}
