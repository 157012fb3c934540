import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

import { UserError } from '../../src-core/user-error';

/**
 * Makes sure that a chosen path is a folder that can be read, before anything else looks at it.
 * @throws UserError with the sentence to show
 */
export async function checkFolder(folder: string): Promise<void> {
  if (!path.isAbsolute(folder) || folder.includes('\0'))
    throw new UserError('What was chosen is not a folder on this computer.');
  const found = await stat(folder).catch(() => null);
  if (found === null) throw new UserError(`${folder} cannot be found. Choose a folder that is there.`);
  if (!found.isDirectory())
    throw new UserError(`${folder} is a file. Choose the folder that the data set's files lie in.`);
  try {
    await access(folder, constants.R_OK | constants.X_OK);
  } catch {
    throw new UserError(`${folder} may not be read. Change its permissions or choose another folder.`);
  }
}
