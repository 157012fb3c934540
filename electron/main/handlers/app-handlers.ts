import path from 'node:path';

import { app, clipboard, shell } from 'electron';

import { runsFolder } from '../../../src-core/runs/runs-folder';
import { UserError } from '../../../src-core/user-error';
import type { AppInfo, TrainerState } from '../../contract';
import { describeDiagnostics } from '../diagnostics';
import type { WindowIpc } from '../ipc-main';
import { allowedLink } from '../link-rules';
import { log } from '../log';
import type { Settings } from '../settings';
import type { TrainerLog } from '../trainer/trainer-log';
import type { TrainerSupervisor } from '../trainer/trainer-supervisor';

/** What the app tells about itself. */
export interface AppServices {
  readonly supervisor: TrainerSupervisor;
  readonly settings: Settings;
  readonly trainerLog: TrainerLog;
}

/** What the window may know about the app and its trainer, and the two ways out of the app. */
export function handleApp(ipc: WindowIpc, services: AppServices): void {
  const { supervisor } = services;
  ipc.handle('app:info', () => appInfo(supervisor.state));
  ipc.handle('app:open-logs', () => openLogs().then(() => null));
  ipc.handle('app:copy-diagnostics', () => copyDiagnostics(services));
  ipc.handle('app:open-link', (url) => shell.openExternal(allowedLink(url)).then(() => null));
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
    logsFolder: logsFolder(),
  };
}

/**
 * Shows the folder of the app's logs.
 * @throws UserError when the system has nothing to show it with
 */
export async function openLogs(): Promise<void> {
  const problem = await shell.openPath(logsFolder());
  if (problem !== '') throw new UserError(`The folder ${logsFolder()} cannot be shown: ${problem}.`);
}

/** Puts what a report of a fault should say on the clipboard. */
export function copyDiagnostics({ supervisor, settings, trainerLog }: AppServices): string {
  const text = describeDiagnostics({
    app: appInfo(supervisor.state),
    settings: settings.value,
    trainer: supervisor.state,
    trouble: supervisor.trouble,
    lines: trainerLog.lines,
  });
  clipboard.writeText(text);
  return text;
}

function logsFolder(): string {
  return path.dirname(log.transports.file.getFile().path);
}
