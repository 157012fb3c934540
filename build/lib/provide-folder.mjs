import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { withLock } from './lock.mjs';
import { startStep } from './progress.mjs';

const STAMP = '.dartboard.json';

/**
 * Makes a folder once: when it carries the stamp of the same fingerprint, nothing is done. It is made beside its place
 * and renamed into it whole, so a cut leaves either the old folder or none, and the next call begins the step again.
 *
 * @param {object} request
 * @param {string} request.folder
 * @param {string} request.fingerprint everything that goes into it
 * @param {string} request.title what to show while it is made
 * @param {(partial: string, step: import('./progress.mjs').Step) => Promise<Record<string, unknown> | undefined>} request.make
 *   fills the empty folder `partial`; what it returns is kept in the stamp
 * @returns {Promise<Record<string, unknown>>} the stamp
 * @throws what `make` throws
 */
export async function provideFolder({ folder, fingerprint, title, make }) {
  const ready = stampOf(folder);
  if (ready?.['fingerprint'] === fingerprint) return ready;
  return withLock(folder, async () => {
    const meanwhile = stampOf(folder);
    if (meanwhile?.['fingerprint'] === fingerprint) return meanwhile;
    const step = startStep(title);
    const partial = `${folder}.partial-${process.pid}`;
    try {
      removeLeftovers(folder);
      mkdirSync(partial, { recursive: true });
      const stamp = { ...(await make(partial, step)), fingerprint };
      writeFileSync(path.join(partial, STAMP), JSON.stringify(stamp));
      replaceFolder(folder, partial);
      step.done();
      return stamp;
    } catch (error) {
      step.abandon();
      rmSync(partial, { recursive: true, force: true });
      throw error;
    }
  });
}

/**
 * The stamp of a folder that was made whole; null when there is none.
 *
 * @param {string} folder
 * @returns {Record<string, unknown> | null}
 */
export function stampOf(folder) {
  try {
    return JSON.parse(readFileSync(path.join(folder, STAMP), 'utf8'));
  } catch {
    return null;
  }
}

/**
 * Removes what cut-off attempts left beside a folder, and makes the folder's parent. For who holds its lock: nobody writes
 * there now.
 *
 * @param {string} folder
 */
export function removeLeftovers(folder) {
  const parent = path.dirname(folder);
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    if (name.startsWith(`${path.basename(folder)}.partial-`)) {
      rmSync(path.join(parent, name), { recursive: true, force: true });
    }
  }
}

/**
 * @param {string} folder
 * @param {string} partial
 */
function replaceFolder(folder, partial) {
  const old = `${folder}.partial-old-${process.pid}`;
  try {
    renameSync(folder, old);
  } catch {
    // There was none.
  }
  renameSync(partial, folder);
  rmSync(old, { recursive: true, force: true });
}
