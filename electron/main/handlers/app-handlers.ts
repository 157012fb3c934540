import { app } from 'electron';
import * as v from 'valibot';

import { runsFolder } from '../../../src-core/runs/runs-folder';
import type { AppInfo } from '../../contract';
import type { WindowIpc } from '../ipc-main';
import type { TrainerSupervisor } from '../trainer/trainer-supervisor';

/** What the window may know about the app and its trainer. */
export function handleApp(ipc: WindowIpc, supervisor: TrainerSupervisor): void {
  ipc.handle('app:info', v.strictTuple([]), appInfo);
  ipc.handle('trainer:state', v.strictTuple([]), () => supervisor.state);
}

/** Versions and places of this app. */
export function appInfo(): AppInfo {
  const { electron = '', chrome = '', node } = process.versions;
  return { version: app.getVersion(), electron, chrome, node, runsFolder: runsFolder() };
}
