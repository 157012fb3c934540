import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { app, dialog, type BrowserWindow } from 'electron';

import { fileError } from '../../../src-core/runs/file-errors';
import { genotypeToJson, genotypeToPython } from '../../../src-core/space/genotype-text';
import type { GenotypeFormat } from '../../contract';
import { findAlphas } from '../find-alphas';
import type { WindowIpc } from '../ipc-main';
import { openRun } from '../run-snapshot';
import type { TrainerSupervisor } from '../trainer/trainer-supervisor';

const FILE_KINDS: Readonly<Record<GenotypeFormat, Electron.FileFilter>> = {
  json: { name: 'Dartboard genotype', extensions: ['json'] },
  python: { name: 'Python text of the reference', extensions: ['py', 'txt'] },
};

/** Saving a genotype where the person wants it. */
export function handleGenotypes(
  ipc: WindowIpc,
  supervisor: TrainerSupervisor,
  currentWindow: () => BrowserWindow | null,
): void {
  ipc.handle('genotype:save', async ({ runId, format, globalStep }) => {
    const { info, records } = await openRun(runId, supervisor.liveRun);
    const { genotype, epoch, globalStep: step } = findAlphas(records, globalStep);
    const file = await askFile(currentWindow(), `${runId}-genotype`, format);
    if (file === null) return null;
    const text =
      format === 'json'
        ? genotypeToJson(genotype, { run: info.name, epoch, globalStep: step })
        : `${genotypeToPython(genotype)}\n`;
    try {
      await writeFile(file, text);
    } catch (error) {
      throw fileError('Cannot save', file, error);
    }
    return file;
  });
}

async function askFile(window: BrowserWindow | null, name: string, format: GenotypeFormat): Promise<string | null> {
  const kind = FILE_KINDS[format];
  const options: Electron.SaveDialogOptions = {
    title: 'Save genotype',
    defaultPath: path.join(app.getPath('documents'), `${name}.${kind.extensions[0] ?? 'txt'}`),
    filters: [kind],
  };
  const { canceled, filePath } = await (window === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options));
  // Electron 22 answers undefined where newer ones answer an empty path.
  return canceled || !filePath ? null : filePath;
}
