import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { cacheFolder, modulesFolder } from '../lib/paths.mjs';
import { say } from '../lib/progress.mjs';
import { provideFolder, stampOf } from '../lib/provide-folder.mjs';
import { runCommand, whyItFailed } from '../lib/run-command.mjs';
import { StepFailure } from '../lib/step-failure.mjs';

/** A host that says nothing for so long is taken as unreachable. */
const SILENCE_MS = 20_000;
/** After a failed download the fallback is used for so long before the host is asked again. */
const RETRY_AFTER_MS = 7 * 24 * 3600_000;

/**
 * The Electron of package.json from its own project, in this user's cache.
 *
 * @returns {Promise<{ folder: string, version: string }>}
 * @throws {StepFailure} when it cannot be downloaded, now or lately
 */
export async function provideOfficialElectron() {
  const version = pinnedVersion();
  const folder = path.join(cacheFolder(), 'electron', `official-${version}`);
  const fingerprint = `${version}-${process.platform}-${process.arch}`;
  if (stampOf(folder)?.['fingerprint'] !== fingerprint) refuseIfFailedLately(version);
  await provideFolder({
    folder,
    fingerprint,
    title: `Downloading Electron ${version}`,
    make: async (partial, step) => {
      // Another process may have tried while we waited for it.
      refuseIfFailedLately(version);
      await download(partial, step).catch((error) => {
        if (error instanceof StepFailure) rememberFailure(version, error.message);
        throw error;
      });
      return { version };
    },
  });
  return { folder, version };
}

/**
 * @param {string} folder
 * @param {import('../lib/progress.mjs').Step} step
 */
async function download(folder, step) {
  const script = fileURLToPath(new URL('download-electron.mjs', import.meta.url));
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const result = await runCommand(process.execPath, [script, folder], {
      abort: silence.signal,
      timeoutMs: 60 * 60_000,
      onLine: (line) => {
        const fraction = Number(/^progress ([\d.]+)/.exec(line)?.[1]);
        if (Number.isNaN(fraction)) return;
        step.update(fraction);
        clearTimeout(timer);
        // Unpacking says nothing either, and takes longer than a network may be silent.
        timer = setTimeout(() => silence.abort(), fraction < 1 ? SILENCE_MS : 10 * SILENCE_MS);
      },
    });
    if (silence.signal.aborted) throw new StepFailure(`its download host said nothing for ${SILENCE_MS / 1000} s`);
    if (result.code !== 0) throw new StepFailure(whyItFailed(result).replace(/^error: /, ''));
  } finally {
    clearTimeout(timer);
  }
}

/** @returns {string} */
function pinnedVersion() {
  return JSON.parse(readFileSync(path.join(modulesFolder, 'electron/package.json'), 'utf8')).version;
}

/**
 * @param {string} version
 * @throws {StepFailure}
 */
function refuseIfFailedLately(version) {
  if (process.env['DARTBOARD_RETRY']) return;
  try {
    const { when, why } = JSON.parse(readFileSync(failureFile(version), 'utf8'));
    if (Date.now() - when < RETRY_AFTER_MS) throw new StepFailure(why);
  } catch (error) {
    if (error instanceof StepFailure) throw error;
  }
}

/**
 * @param {string} version
 * @param {string} why
 */
function rememberFailure(version, why) {
  say(`Electron ${version} could not be downloaded (${why}).`);
  const file = failureFile(version);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ when: Date.now(), why }));
}

/** Forgets that the download failed, for when only the failure is left. */
export function forgetOfficialFailure() {
  rmSync(failureFile(pinnedVersion()), { force: true });
}

/**
 * @param {string} version
 * @returns {string}
 */
function failureFile(version) {
  return path.join(cacheFolder(), 'electron', `official-${version}.failed.json`);
}
