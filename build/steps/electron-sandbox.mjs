import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';

import { isRoot } from '../lib/machine.mjs';

/**
 * The arguments that Chromium's sandbox needs on this machine: none where it works.
 *
 * @param {string} folder the folder of the Electron executable
 * @returns {{ args: string[], why: string | null }} `why` is told to the person when the sandbox is off for another reason
 *   than being root
 */
export function sandboxArguments(folder) {
  if (process.platform !== 'linux') return { args: [], why: null };
  if (isRoot()) return { args: ['--no-sandbox'], why: null };
  return decideSandbox(hasUserNamespaces(), isSetuidRoot(path.join(folder, 'chrome-sandbox')));
}

/**
 * @param {boolean} userNamespaces
 * @param {boolean} setuidHelper
 * @returns {{ args: string[], why: string | null }}
 */
export function decideSandbox(userNamespaces, setuidHelper) {
  if (userNamespaces || setuidHelper) return { args: [], why: null };
  return {
    args: ['--no-sandbox'],
    why: "Chromium's sandbox is off: this system gives ordinary users no user namespaces and chrome-sandbox is not setuid root.",
  };
}

/** @returns {boolean} */
function hasUserNamespaces() {
  return spawnSync('unshare', ['--user', '--map-root-user', 'true'], { stdio: 'ignore', timeout: 5000 }).status === 0;
}

/**
 * @param {string} file
 * @returns {boolean}
 */
function isSetuidRoot(file) {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat !== undefined && stat.uid === 0 && (stat.mode & 0o4000) !== 0;
}
