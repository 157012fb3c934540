import { lstat, rm } from 'node:fs/promises';

import { shell } from 'electron';

import { fileError } from '../../src-core/file-errors';
import { readRunStatus } from '../../src-core/runs/read-run';
import { isFinal } from '../../src-core/runs/records';
import { UserError } from '../../src-core/user-error';
import { folderSize } from './folder-size';
import { log } from './log';

/**
 * Deletes a run's folder: into the system's trash or, where there is none, for good.
 *
 * @returns whether it lies in the trash, and its size
 * @throws UserError when it is no folder, is being written, or cannot be deleted
 */
export async function deleteRun(folder: string): Promise<{ readonly trashed: boolean; readonly bytes: number }> {
  const found = await lstat(folder).catch(() => null);
  if (found === null) throw new UserError(`${folder} is gone already.`);
  if (!found.isDirectory()) throw new UserError(`${folder} is not a folder, so it is left alone.`);
  // A damaged run may be deleted as well; only what is being written may not.
  const status = await readRunStatus(folder).catch(() => null);
  if (status !== null && !isFinal(status.state))
    throw new UserError(`${folder} is being written by a run (process ${status.pid}). Stop it first.`);
  const bytes = await folderSize(folder);
  try {
    await shell.trashItem(folder);
    return { trashed: true, bytes };
  } catch (error) {
    log.info(`${folder} cannot be put into the trash and is deleted for good`, error);
  }
  try {
    await rm(folder, { recursive: true });
  } catch (error) {
    throw fileError('Cannot delete', folder, error);
  }
  return { trashed: false, bytes };
}
