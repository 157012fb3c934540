import { app } from 'electron';

import { runsFolder } from '../../../src-core/runs/runs-folder';
import type { AppInfo } from '../../contract';
import type { WindowIpc } from '../ipc-main';
import type { TrainerSupervisor } from '../trainer/trainer-supervisor';

/** What the window may know about the app and its trainer. */
export function handleApp(ipc: WindowIpc, supervisor: TrainerSupervisor): void {
  ipc.handle('app:info', appInfo);
  ipc.handle('trainer:state', () => supervisor.state);
}

/** Versions and places of this app. */
export function appInfo(): AppInfo {
  const { electron = '', chrome = '', node } = process.versions;
  return { version: app.getVersion(), electron, chrome, node, runsFolder: runsFolder() };
}
