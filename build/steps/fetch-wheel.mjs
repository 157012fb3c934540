import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { cacheFolder } from '../lib/paths.mjs';
import { removeLeftovers } from '../lib/provide-folder.mjs';
import { runCommand, whyItFailed } from '../lib/run-command.mjs';
import { StepFailure } from '../lib/step-failure.mjs';
import { findPip } from './find-pip.mjs';

/** @typedef {{ name: string, version: string, sha256: string }} Wheel */

/** One Python and one set of platforms, whatever Python this machine has: the same file for everybody. */
const TARGET = [
  ...['--python-version', '311', '--implementation', 'cp', '--abi', 'cp311', '--abi', 'abi3', '--abi', 'none'],
  ...['manylinux_2_27_x86_64', 'manylinux2014_x86_64', 'manylinux1_x86_64'].flatMap((tag) => ['--platform', tag]),
];

/**
 * Downloads one pinned wheel with pip, which checks its hash; one that was downloaded before is taken as it is. For who
 * holds the lock of what the wheel is for: two processes must not fetch the same one.
 *
 * @param {Wheel} wheel
 * @param {(fraction: number, detail: string) => void} onProgress
 * @returns {Promise<string>} the wheel's path; whoever has unpacked it calls `discardWheel`
 * @throws {StepFailure}
 */
export async function fetchWheel(wheel, onProgress) {
  const folder = wheelFolder(wheel);
  const there = wheelIn(folder);
  if (there) return there;
  const pip = await findPip();
  const staging = `${folder}.partial-${process.pid}`;
  removeLeftovers(folder);
  mkdirSync(path.join(staging, 'tmp'), { recursive: true });
  try {
    const requirement = path.join(staging, 'requirement.txt');
    writeFileSync(requirement, `${wheel.name}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
    const result = await downloadWith(pip, requirement, staging, (bytes, total) => {
      onProgress(
        total ? bytes / total : 0,
        `${wheel.name} ${megabytes(bytes)}${total ? ` of ${megabytes(total)}` : ''} MB`,
      );
    });
    const file = wheelIn(path.join(staging, 'wheel'));
    if (result.code !== 0 || !file) throw new StepFailure(downloadFailure(wheel, pip, whyItFailed(result)));
    rmSync(folder, { recursive: true, force: true });
    renameSync(path.join(staging, 'wheel'), folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return /** @type {string} */ (wheelIn(folder));
}

/**
 * Frees the space of a wheel whose content is in its place.
 *
 * @param {Wheel} wheel
 */
export function discardWheel(wheel) {
  rmSync(wheelFolder(wheel), { recursive: true, force: true });
}

/**
 * The sentence for a wheel that could not be had.
 *
 * @param {Wheel} wheel
 * @param {readonly string[]} pip
 * @param {string} why
 * @returns {string}
 */
export function downloadFailure(wheel, pip, why) {
  return `"${pip.join(' ')} download ${wheel.name}==${wheel.version}" failed (${why}): check the network and pip's index setting, and run this again`;
}

/**
 * @param {readonly string[]} pip
 * @param {string} requirement
 * @param {string} staging
 * @param {(bytes: number, total: number) => void} onBytes
 */
async function downloadWith([program = '', ...args], requirement, staging, onBytes) {
  let total = 0;
  // pip writes into a folder of ours while it downloads: its growth is the progress.
  const watch = setInterval(() => onBytes(largestFile(path.join(staging, 'tmp')), total), 500);
  try {
    return await runCommand(
      program,
      [
        ...args,
        ...['download', '--no-deps', '--only-binary=:all:', '--require-hashes', '--no-cache-dir', '--no-input'],
        ...[
          '--disable-pip-version-check',
          '--progress-bar',
          'off',
          '-r',
          requirement,
          '-d',
          path.join(staging, 'wheel'),
        ],
        ...TARGET,
      ],
      {
        env: { ...process.env, TMPDIR: path.join(staging, 'tmp'), PIP_REQUIRE_VIRTUALENV: '0' },
        timeoutMs: 60 * 60_000,
        onLine: (line) => {
          const size = /\((\d+(?:\.\d+)?) ([kMG]B)\)/.exec(line);
          if (size) total = Number(size[1]) * (size[2] === 'GB' ? 1e9 : size[2] === 'MB' ? 1e6 : 1e3);
        },
      },
    );
  } finally {
    clearInterval(watch);
  }
}

/**
 * @param {Wheel} wheel
 * @returns {string}
 */
function wheelFolder(wheel) {
  return path.join(cacheFolder(), 'wheels', `${wheel.name}-${wheel.version}-${wheel.sha256.slice(0, 12)}`);
}

/**
 * @param {string} folder
 * @returns {string | null}
 */
function wheelIn(folder) {
  try {
    const name = readdirSync(folder).find((entry) => entry.endsWith('.whl'));
    return name ? path.join(folder, name) : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} folder
 * @returns {number} bytes
 */
function largestFile(folder) {
  let largest = 0;
  try {
    for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const stat = statSync(path.join(folder, entry), { throwIfNoEntry: false });
      if (stat?.isFile() && stat.size > largest) largest = stat.size;
    }
  } catch {
    // pip moves files while we look.
  }
  return largest;
}

/**
 * @param {number} bytes
 * @returns {number}
 */
function megabytes(bytes) {
  return Math.round(bytes / 1e6);
}
