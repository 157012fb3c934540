import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';

import * as v from 'valibot';

import { UserError } from '../user-error';
import { errorCode, fileError } from '../file-errors';
import { RUN_FILES } from './run-files';
import { RunOwnerSchema, isAlive, thisOwner } from './run-owner';
import type { RunOwner } from './run-owner';
import { writeFully } from './write-file-atomically';

/** An owner file is a few words long; what is longer was not written by us. */
const OWNER_LIMIT = 4_096;

/**
 * Makes this process the owner of a run folder: of any number that try at once, one succeeds. A dead owner's place is
 * taken.
 * @throws UserError when a living process has the folder, or when it cannot be written
 */
export function takeRun(folder: string): void {
  const path = join(folder, RUN_FILES.owner);
  const mine = `${path}.${process.pid}.tmp`;
  try {
    writeOwner(mine);
    // A link, unlike a rename, fails when the name is there already.
    while (!link(mine, path)) removeDeadOwner(path, folder);
  } catch (error) {
    throw error instanceof UserError ? error : fileError('Cannot write in', folder, error);
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Gives the folder free, unless another process has taken it. */
export function releaseRun(folder: string): void {
  const path = join(folder, RUN_FILES.owner);
  if (isSame(readOwner(path), thisOwner())) rmSync(path, { force: true });
}

/** @throws UserError when the owner lives */
function removeDeadOwner(path: string, folder: string): void {
  const seen = readOwner(path);
  if (seen !== null && isAlive(seen)) {
    const where = seen.host === thisOwner().host ? '' : ` on ${seen.host}`;
    throw new UserError(
      `${folder} is in use: process ${seen.pid}${where} writes this run. Stop it there first, or watch it there.`,
    );
  }
  if (!existsSync(path)) return;
  // Two may have seen the dead one; what is taken away must be what was seen, else it goes back.
  const aside = `${path}.${process.pid}.old`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  if (!isSame(readOwner(aside), seen)) link(aside, path);
  rmSync(aside, { force: true });
}

function writeOwner(path: string): void {
  rmSync(path, { force: true });
  const file = openSync(path, 'wx');
  try {
    writeFully(file, `${JSON.stringify(thisOwner(), null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Whether the new name could be made; false when it is there. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    return copy(from, to);
  }
}

/** For file systems without links (FAT, some network shares). */
function copy(from: string, to: string): boolean {
  try {
    copyFileSync(from, to, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Null when it is not there or not an owner's file: a torn one is of a process that died while it began. */
function readOwner(path: string): RunOwner | null {
  try {
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0));
    try {
      if (fstatSync(file).size > OWNER_LIMIT) return null;
      const owner = v.safeParse(RunOwnerSchema, JSON.parse(readFileSync(file, 'utf8')));
      return owner.success ? owner.output : null;
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}

function isSame(a: RunOwner | null, b: RunOwner | null): boolean {
  return a?.pid === b?.pid && a?.host === b?.host && a?.processStart === b?.processStart;
}
