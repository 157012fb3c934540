import { dialog, type BrowserWindow } from 'electron';

import type { DataSource } from '../../../src-core/data/dataset-facts';
import type { ImageSize } from '../../../src-core/data/picture';
import { readRunInfo } from '../../../src-core/runs/read-run';
import { UserError } from '../../../src-core/user-error';
import type { DatasetChoice } from '../../contract';
import { checkFolder } from '../check-folder';
import type { DatasetTokens } from '../dataset-tokens';
import type { WindowIpc } from '../ipc-main';
import type { RecentDatasets } from '../recent-datasets';
import { runFolder } from '../run-snapshot';
import type { TrainerSupervisor } from '../trainer/trainer-supervisor';

/** What choosing a data set needs. */
export interface DatasetServices {
  readonly currentWindow: () => BrowserWindow | null;
  readonly supervisor: TrainerSupervisor;
  readonly tokens: DatasetTokens;
  readonly recent: RecentDatasets;
}

/**
 * Opens a folder of the recent ones.
 * @throws UserError when it is no data set any more; it is not offered again then
 */
export async function reopenDataset(id: string, services: DatasetServices): Promise<DatasetChoice> {
  const folder = services.recent.resolve(id);
  try {
    return await chooseFolder(folder, services);
  } catch (error) {
    services.recent.remove(folder);
    throw error;
  }
}

/** Choosing a data set: by the folder dialog, by a drop, among the recent ones, that of a run, or the demo set. */
export function handleDatasets(ipc: WindowIpc, services: DatasetServices): void {
  const { recent } = services;
  ipc.handle('dataset:pick', async () => {
    const folder = await askFolder(services.currentWindow());
    return folder === null ? null : chooseFolder(folder, services);
  });
  ipc.handle('dataset:drop', (folder) => chooseFolder(folder, services));
  ipc.handle('dataset:demo', () => choose({ kind: 'demo' }, services));
  ipc.handle('dataset:recent', () => recent.list);
  ipc.handle('dataset:reopen', (id) => reopenDataset(id, services));
  ipc.handle('dataset:of-run', async (runId) => {
    const { source } = await readRunInfo(runFolder(runId));
    return source.kind === 'folder' ? chooseFolder(source.path, services, source.size) : choose(source, services);
  });
  ipc.handle('dataset:resize', ({ dataset, size }) => {
    const { source, facts } = services.tokens.resolve(dataset);
    if (source.kind !== 'folder' || facts.format !== 'image-folder') {
      throw new UserError(`${facts.name} has pictures of one size already; only those of an image folder are resized.`);
    }
    return chooseFolder(source.path, services, size ?? undefined);
  });
}

async function askFolder(window: BrowserWindow | null): Promise<string | null> {
  const options: Electron.OpenDialogOptions = { title: 'Open data set', properties: ['openDirectory'] };
  const { canceled, filePaths } = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return canceled ? null : (filePaths[0] ?? null);
}

async function chooseFolder(folder: string, services: DatasetServices, size?: ImageSize): Promise<DatasetChoice> {
  await checkFolder(folder);
  const choice = await choose({ kind: 'folder', path: folder, ...(size === undefined ? {} : { size }) }, services);
  services.recent.add(folder);
  return choice;
}

async function choose(source: DataSource, { supervisor, tokens }: DatasetServices): Promise<DatasetChoice> {
  const preview = await supervisor.inspect(source);
  const location = source.kind === 'folder' ? source.path : 'drawn by Dartboard';
  const size = (source.kind === 'folder' ? source.size : undefined) ?? null;
  return { token: tokens.issue({ source, facts: preview.facts }), location, size, preview };
}
