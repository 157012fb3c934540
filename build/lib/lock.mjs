import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { cacheFolder } from './paths.mjs';
import { say } from './progress.mjs';

/**
 * Runs `work` while no other live process of this user holds the same lock; a lock whose processes are gone is taken over.
 * `work` is given a function that names a child process as holding it too: one that may outlive us and must not be doubled.
 *
 * @template T
 * @param {string} subject what is locked: a path
 * @param {(alsoHeldBy: (pid: number) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(subject, work) {
  const folder = path.join(cacheFolder(), 'locks');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${createHash('sha256').update(subject).digest('hex').slice(0, 16)}.lock`);
  await acquire(file, subject);
  try {
    return await work((pid) => {
      const draft = `${file}.${process.pid}`;
      writeFileSync(draft, record(subject, [process.pid, pid]));
      renameSync(draft, file);
    });
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * @param {string} file
 * @param {string} subject
 */
async function acquire(file, subject) {
  const mine = record(subject, [process.pid]);
  for (let waited = false; ; waited = true) {
    // Written aside and linked into place, so that a lock is never seen half-written.
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, mine);
    try {
      linkSync(draft, file);
      return;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    } finally {
      rmSync(draft, { force: true });
    }
    const text = read(file);
    if (text === null) continue;
    const owner = liveOwner(text);
    if (owner === null) {
      takeAway(file, text);
      continue;
    }
    if (!waited) say(`Waiting for process ${owner}, which prepares ${subject} already ...`);
    await sleep(300);
  }
}

/**
 * Removes a dead process's lock, and puts back what another process has put there meanwhile.
 *
 * @param {string} file
 * @param {string} expected
 */
function takeAway(file, expected) {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (read(aside) !== expected) {
    try {
      linkSync(aside, file);
    } catch {
      // A third process holds it now and waits for nobody.
    }
  }
  rmSync(aside, { force: true });
}

/**
 * @param {string} subject
 * @param {readonly number[]} pids
 * @returns {string}
 */
function record(subject, pids) {
  return JSON.stringify({ subject, owners: pids.map((pid) => ({ pid, started: startOf(pid) })) });
}

/**
 * The process that keeps a lock; null when it has none any more.
 *
 * @param {string} text the lock's record
 * @returns {number | null}
 */
function liveOwner(text) {
  const alive = ownersOf(text).find(({ pid, started }) => {
    try {
      process.kill(pid, 0);
    } catch (error) {
      if (codeOf(error) === 'ESRCH') return false;
    }
    // A process number may have been given to another program since.
    return started === startOf(pid);
  });
  return alive?.pid ?? null;
}

/**
 * @param {string} text
 * @returns {{ pid: number, started: string }[]}
 */
function ownersOf(text) {
  try {
    return JSON.parse(text).owners;
  } catch {
    return [];
  }
}

/**
 * When a process began, in the system's own unit; empty where the system does not tell.
 *
 * @param {number} pid
 * @returns {string}
 */
function startOf(pid) {
  const stat = read(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/**
 * @param {string} file
 * @returns {string | null}
 */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/**
 * @param {unknown} error
 * @returns {string | undefined}
 */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
