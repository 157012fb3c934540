import { dialog, type BrowserWindow } from 'electron';

import { genotypeToJson, genotypeToPython } from '../../../src-core/space/genotype-text';
import type { GenotypeFormat } from '../../contract';
import { findAlphas } from '../find-alphas';
import type { WindowIpc } from '../ipc-main';
import type { OpenedFiles } from '../opened-file';
import { GENOTYPE_ENDINGS, readGenotypeFile } from '../read-genotype-file';
import { readAlphas, readRunInfo } from '../../../src-core/runs/read-run';
import { runFolder } from '../run-snapshot';
import { askSavePath, saveFile } from '../save-file';

const FILE_KINDS: Readonly<Record<GenotypeFormat, Electron.FileFilter>> = {
  json: { name: 'Dartboard genotype', extensions: ['genotype', 'json'] },
  python: { name: 'Python text of the reference', extensions: ['py', 'txt'] },
};

/** What saving and opening genotypes needs. */
export interface GenotypeServices {
  readonly opened: OpenedFiles;
  readonly currentWindow: () => BrowserWindow | null;
}

/** Saving a genotype where the person wants it, and opening one. */
export function handleGenotypes(ipc: WindowIpc, { opened, currentWindow }: GenotypeServices): void {
  ipc.handle('genotype:save', async ({ runId, format, globalStep }) => {
    const folder = runFolder(runId);
    const { name: run } = await readRunInfo(folder);
    const { genotype, epoch, globalStep: step } = findAlphas(await readAlphas(folder), globalStep);
    const kind = FILE_KINDS[format];
    const name = `${runId}.${kind.extensions[0] ?? 'txt'}`;
    const file = await askSavePath(currentWindow(), { title: 'Save genotype', name, kind });
    if (file === null) return null;
    const text =
      format === 'json'
        ? genotypeToJson(genotype, { run, epoch, globalStep: step })
        : `${genotypeToPython(genotype)}\n`;
    await saveFile(file, text);
    return file;
  });
  ipc.handle('genotype:open', async () => {
    const file = await askFile(currentWindow());
    return file === null ? null : readGenotypeFile(file);
  });
  ipc.handle('genotype:pending', () => opened.takePending());
}

async function askFile(window: BrowserWindow | null): Promise<string | null> {
  const options: Electron.OpenDialogOptions = {
    title: 'Open genotype',
    properties: ['openFile'],
    filters: [{ name: 'Genotypes', extensions: [...GENOTYPE_ENDINGS] }],
  };
  const { canceled, filePaths } = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return canceled ? null : (filePaths[0] ?? null);
}
