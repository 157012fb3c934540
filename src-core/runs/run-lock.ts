import {
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
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
    while (!link(mine, path)) removeDeadOwner(path, folder, mine);
  } catch (error) {
    throw error instanceof UserError ? error : fileError('Cannot write in', folder, error);
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Gives the folder free, unless another process has taken it. */
export function releaseRun(folder: string): void {
  const path = join(folder, RUN_FILES.owner);
  const owner = readOwner(path);
  if (owner && isSame(owner, thisOwner())) rmSync(path, { force: true });
}

/**
 * Takes a dead owner's file away. Of several that find it dead only one does so, the holder of the claim: what it removes
 * can be nobody else's new file.
 * @throws UserError when the owner, or who is about to become it, lives
 */
function removeDeadOwner(path: string, folder: string, mine: string): void {
  refuseLiving(readOwner(path), folder);
  const claim = `${path}.claim`;
  if (!link(mine, claim)) {
    const claimer = readOwner(claim);
    refuseLiving(claimer, folder);
    if (claimer !== undefined) rmSync(claim, { force: true });
    return;
  }
  try {
    const owner = readOwner(path);
    refuseLiving(owner, folder);
    if (owner !== undefined) rmSync(path, { force: true });
  } finally {
    rmSync(claim, { force: true });
  }
}

function refuseLiving(owner: RunOwner | null | undefined, folder: string): void {
  if (!owner || !isAlive(owner)) return;
  const where = owner.host === thisOwner().host ? '' : ` on ${owner.host}`;
  throw new UserError(
    `${folder} is in use: process ${owner.pid}${where} writes this run. Stop it there first, or watch it there.`,
  );
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

/** Undefined when it is not there, null when it is no owner's file. */
function readOwner(path: string): RunOwner | null | undefined {
  try {
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0));
    try {
      if (fstatSync(file).size > OWNER_LIMIT) return null;
      const owner = v.safeParse(RunOwnerSchema, JSON.parse(readFileSync(file, 'utf8')));
      return owner.success ? owner.output : null;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? undefined : null;
  }
}

function isSame(a: RunOwner, b: RunOwner): boolean {
  return a.pid === b.pid && a.host === b.host && a.processStart === b.processStart;
}
