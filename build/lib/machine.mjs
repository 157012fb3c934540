import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

import { StepFailure } from './step-failure.mjs';

/** The oldest Node that the packages run on. */
const OLDEST_NODE = [20, 19];

/**
 * @param {string} [version]
 * @throws {StepFailure} when this Node is too old
 */
export function requireNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = OLDEST_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new StepFailure(
    `Dartboard needs Node ${OLDEST_NODE.join('.')} or newer and this is ${version}: install a newer Node and run this again.`,
  );
}

/**
 * Which libtensorflow this machine runs: the one with GPU kernels when an NVIDIA GPU answers.
 *
 * @param {NodeJS.ProcessEnv} [environment] DARTBOARD_DEVICE, `cpu` or `gpu`, decides by itself
 * @returns {'cpu' | 'gpu'}
 * @throws {StepFailure} when DARTBOARD_DEVICE is something else
 */
export function wantedDevice(environment = process.env) {
  const wish = environment['DARTBOARD_DEVICE'];
  if (wish === 'cpu' || wish === 'gpu') return wish;
  if (wish) throw new StepFailure(`DARTBOARD_DEVICE is "${wish}": set it to cpu or gpu, or leave it unset.`);
  const { status, stdout } = spawnSync('nvidia-smi', ['-L'], { encoding: 'utf8', timeout: 15_000 });
  return status === 0 && /^GPU \d/m.test(stdout) ? 'gpu' : 'cpu';
}

/** @returns {boolean} */
export function isRoot() {
  return process.getuid?.() === 0;
}

/**
 * Where a program is, as a shell would find it; null when it is not installed.
 *
 * @param {string} program
 * @returns {string | null}
 */
export function findProgram(program) {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not here.
    }
  }
  return null;
}
