import { readdir } from 'node:fs/promises';

import { readingError } from '../file-errors';

/** A folder to read a data set from. */
export interface FolderContent {
  /** The folder that a person chose; nothing outside it is read. */
  readonly root: string;
  /** The folder inside it, or itself, that holds the files. */
  readonly home: string;
  /** Names of what is in `home`. */
  readonly names: readonly string[];
}

/** The names in a folder, in the order of their characters. */
export async function listFolder(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw readingError(folder, error);
  });
  return names.sort();
}
