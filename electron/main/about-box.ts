import { dialog, type BrowserWindow } from 'electron';

import type { TrainerState } from '../contract';
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
      `Device: ${describeDevice(trainer)}`,
      `Electron ${electron}, Chrome ${chrome}, Node ${node}`,
      `Runs: ${runsFolder}`,
    ].join('\n'),
    buttons: ['Close'],
  });
}

function describeDevice(trainer: TrainerState): string {
  switch (trainer.kind) {
    case 'ready':
      return `${trainer.device.name} (${trainer.device.kind.toUpperCase()}), TensorFlow ${trainer.device.tensorflow}`;
    case 'starting':
      return 'the trainer is still starting';
    case 'crashed':
      return trainer.message;
  }
}
