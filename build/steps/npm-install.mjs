import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { withLock } from '../lib/lock.mjs';
import { modulesFolder, repositoryFolder } from '../lib/paths.mjs';
import { startStep } from '../lib/progress.mjs';
import { runCommand, whyItFailed } from '../lib/run-command.mjs';
import { StepFailure } from '../lib/step-failure.mjs';

/** @typedef {{ packages: Record<string, { version?: string, integrity?: string, optional?: boolean }> }} Lockfile */

/**
 * Installs the packages exactly as package-lock.json names them, unless they are there already.
 *
 * @throws {StepFailure}
 */
export async function installPackages() {
  if (areInstalled()) return;
  await withLock(modulesFolder, async (alsoHeldBy) => {
    if (areInstalled()) return;
    const step = startStep('Installing packages (npm ci)');
    const result = await runCommand('npm', ['ci', '--loglevel=http', '--no-audit', '--no-fund'], {
      cwd: repositoryFolder,
      timeoutMs: 30 * 60_000,
      onStart: alsoHeldBy,
      onLine: countFetches(step),
    });
    if (result.code !== 0) {
      step.abandon();
      // npm writes its own record last; without it the next start begins again.
      rmSync(path.join(modulesFolder, '.package-lock.json'), { force: true });
      throw new StepFailure(
        `The packages could not be installed with "npm ci" (${whyItFailed(result)}): check the network and npm's registry setting, then run this again.`,
      );
    }
    step.done();
  });
}

/** @returns {boolean} */
function areInstalled() {
  const wanted = readLockfile(path.join(repositoryFolder, 'package-lock.json'));
  const installed = readLockfile(path.join(modulesFolder, '.package-lock.json'));
  if (!wanted)
    throw new StepFailure('package-lock.json is missing or damaged: restore it with "git checkout package-lock.json".');
  return installed !== null && isInStep(wanted, installed);
}

/**
 * Whether what is installed is what the lockfile names. npm leaves out optional packages of other systems.
 *
 * @param {Lockfile} wanted
 * @param {Lockfile} installed
 * @returns {boolean}
 */
export function isInStep(wanted, installed) {
  const extra = Object.keys(installed.packages).some((name) => !(name in wanted.packages));
  if (extra) return false;
  return Object.entries(wanted.packages).every(([name, entry]) => {
    if (name === '') return true;
    const found = installed.packages[name];
    if (!found) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * @param {string} file
 * @returns {Lockfile | null}
 */
function readLockfile(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * npm tells each package it fetches; when all are in its cache it tells none, and takes seconds.
 *
 * @param {import('../lib/progress.mjs').Step} step
 * @returns {(line: string) => void}
 */
function countFetches(step) {
  const wanted = readLockfile(path.join(repositoryFolder, 'package-lock.json'));
  const total = Object.values(wanted?.packages ?? {}).filter((entry) => entry.integrity && !entry.optional).length;
  let fetched = 0;
  return (line) => {
    if (!/http (fetch GET 200|cache)/.test(line)) return;
    fetched += 1;
    step.update(Math.min(0.99, fetched / Math.max(1, total)), `${fetched} packages`);
  };
}
