import { dialog, type BrowserWindow } from 'electron';

import type { DataSource } from '../../../src-core/data/dataset-facts';
import type { DatasetChoice } from '../../contract';
import { checkFolder } from '../check-folder';
import type { DatasetTokens } from '../dataset-tokens';
import type { WindowIpc } from '../ipc-main';
import type { TrainerSupervisor } from '../trainer/trainer-supervisor';

/** What choosing a data set needs. */
export interface DatasetServices {
  readonly currentWindow: () => BrowserWindow | null;
  readonly supervisor: TrainerSupervisor;
  readonly tokens: DatasetTokens;
}

/** Choosing a data set: by the folder dialog, by a drop, or the demo set. */
export function handleDatasets(ipc: WindowIpc, services: DatasetServices): void {
  ipc.handle('dataset:pick', async () => {
    const folder = await askFolder(services.currentWindow());
    return folder === null ? null : chooseFolder(folder, services);
  });
  ipc.handle('dataset:drop', (folder) => chooseFolder(folder, services));
  ipc.handle('dataset:demo', () => choose({ kind: 'demo' }, 'drawn by Dartboard', services));
}

async function askFolder(window: BrowserWindow | null): Promise<string | null> {
  const options: Electron.OpenDialogOptions = { title: 'Open data set', properties: ['openDirectory'] };
  const { canceled, filePaths } = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return canceled ? null : (filePaths[0] ?? null);
}

async function chooseFolder(folder: string, services: DatasetServices): Promise<DatasetChoice> {
  await checkFolder(folder);
  return choose({ kind: 'folder', path: folder }, folder, services);
}

async function choose(source: DataSource, location: string, services: DatasetServices): Promise<DatasetChoice> {
  const preview = await services.supervisor.inspect(source);
  return { token: services.tokens.issue(source), location, preview };
}
