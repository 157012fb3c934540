import { existsSync } from 'node:fs';
import path from 'node:path';

import { findProgram } from '../lib/machine.mjs';
import { cacheFolder } from '../lib/paths.mjs';
import { runCommand } from '../lib/run-command.mjs';
import { StepFailure } from '../lib/step-failure.mjs';
import { installDebianPackages, installCommand } from './debian-packages.mjs';

/** @type {Promise<string[]> | undefined} */
let found;

/**
 * A pip to download with, as the words that call it: python3's own, pip3, one in a virtual environment of ours, or
 * Debian's package when we may install it.
 *
 * @returns {Promise<string[]>}
 * @throws {StepFailure} when none can be had
 */
export function findPip() {
  found ??= search();
  return found;
}

/** @returns {Promise<string[]>} */
async function search() {
  const environment = path.join(cacheFolder(), 'pip');
  const own = [path.join(environment, 'bin/python3'), '-m', 'pip'];
  const candidates = [['python3', '-m', 'pip'], ['pip3'], ...(existsSync(environment) ? [own] : [])];
  for (const candidate of candidates) {
    if (await works(candidate)) return candidate;
  }
  if (findProgram('python3')) {
    await runCommand('python3', ['-m', 'venv', '--clear', environment], { timeoutMs: 120_000 });
    if (await works(own)) return own;
  }
  if ((await installDebianPackages(['python3-pip'], 'pip')) && (await works(['python3', '-m', 'pip']))) {
    return ['python3', '-m', 'pip'];
  }
  throw new StepFailure(noPip(installCommand(['python3-pip'])));
}

/**
 * @param {string} command
 * @returns {string}
 */
export function noPip(command) {
  return `Python 3 with pip is needed to download the native runtime, and neither "python3 -m pip", pip3 nor "python3 -m venv" works here: install it (on Debian and Ubuntu: ${command}) and run this again`;
}

/**
 * @param {readonly string[]} pip
 * @returns {Promise<boolean>}
 */
async function works([program = '', ...args]) {
  return (await runCommand(program, [...args, '--version'], { timeoutMs: 60_000 })).code === 0;
}
