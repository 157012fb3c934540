import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

import { errorCode, fileError } from './file-errors';

/**
 * Makes the folders that a path lies in, as far as they are not there. Not by `recursive: true`: Node's goes round for ever
 * where the system itself keeps the folder, as in /proc.
 *
 * @throws UserError naming the folder that cannot be made
 */
export function makeParents(path: string): void {
  const parent = dirname(path);
  if (existsSync(parent)) return;
  makeParents(parent);
  try {
    mkdirSync(parent);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw fileError('Cannot make the folder', parent, error);
  }
}
