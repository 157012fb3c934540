import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { app, dialog, type BrowserWindow } from 'electron';

import { fileError } from '../../src-core/file-errors';

/** What the save dialog asks. */
export interface SaveQuestion {
  readonly title: string;
  /** A file name without a folder. */
  readonly name: string;
  /** The first ending is the usual one. */
  readonly kind: Electron.FileFilter;
}

/** Where the person wants a file saved; null when the dialog was cancelled. */
export async function askSavePath(
  window: BrowserWindow | null,
  { title, name, kind }: SaveQuestion,
): Promise<string | null> {
  const options: Electron.SaveDialogOptions = {
    title,
    defaultPath: path.join(app.getPath('documents'), name),
    filters: [kind],
  };
  const { canceled, filePath } = await (window === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options));
  // Electron 22 answers undefined where newer ones answer an empty path.
  return canceled || !filePath ? null : filePath;
}

/** @throws UserError with the file and the reason */
export async function saveFile(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(file, content);
  } catch (error) {
    throw fileError('Cannot save', file, error);
  }
}
