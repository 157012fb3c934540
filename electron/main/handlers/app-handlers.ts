import path from 'node:path';

import { app } from 'electron';

import { runsFolder } from '../../../src-core/runs/runs-folder';
import type { AppInfo, TrainerState } from '../../contract';
import type { WindowIpc } from '../ipc-main';
import { log } from '../log';
import type { TrainerSupervisor } from '../trainer/trainer-supervisor';

/** What the window may know about the app and its trainer. */
export function handleApp(ipc: WindowIpc, supervisor: TrainerSupervisor): void {
  ipc.handle('app:info', () => appInfo(supervisor.state));
  ipc.handle('trainer:state', () => supervisor.state);
}

/** Versions and places of this app. */
export function appInfo(trainer: TrainerState): AppInfo {
  const { electron = '', chrome = '', node } = process.versions;
  return {
    version: app.getVersion(),
    electron,
    chrome,
    node,
    platform: process.platform,
    device: trainer.kind === 'ready' ? trainer.device : null,
    runsFolder: runsFolder(),
    logsFolder: path.dirname(log.transports.file.getFile().path),
  };
}
