import { readdirSync } from 'node:fs';
import path from 'node:path';

import { findProgram } from '../lib/machine.mjs';
import { runCommand } from '../lib/run-command.mjs';
import { StepFailure } from '../lib/step-failure.mjs';
import { installCommand, installDebianPackages, knownPackage } from './debian-packages.mjs';

/**
 * The Debian packages of the libraries that Electron is linked against, by the beginning of the library's name; where a
 * package was renamed between releases, both names, the newer first.
 *
 * @type {readonly (readonly [string, readonly string[]])[]}
 */
const PACKAGES = [
  ['libX11-xcb', ['libx11-xcb1']],
  ['libX11', ['libx11-6']],
  ['libXcomposite', ['libxcomposite1']],
  ['libXdamage', ['libxdamage1']],
  ['libXext', ['libxext6']],
  ['libXfixes', ['libxfixes3']],
  ['libXrandr', ['libxrandr2']],
  ['libXtst', ['libxtst6']],
  ['libasound', ['libasound2t64', 'libasound2']],
  ['libatk-bridge', ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0']],
  ['libatk-1', ['libatk1.0-0t64', 'libatk1.0-0']],
  ['libatspi', ['libatspi2.0-0t64', 'libatspi2.0-0']],
  ['libcairo', ['libcairo2']],
  ['libcups', ['libcups2t64', 'libcups2']],
  ['libdbus', ['libdbus-1-3']],
  ['libdrm', ['libdrm2']],
  ['libexpat', ['libexpat1']],
  ['libgbm', ['libgbm1']],
  ['libgdk-3', ['libgtk-3-0t64', 'libgtk-3-0']],
  ['libgdk_pixbuf', ['libgdk-pixbuf-2.0-0']],
  ['libgio', ['libglib2.0-0t64', 'libglib2.0-0']],
  ['libglib', ['libglib2.0-0t64', 'libglib2.0-0']],
  ['libgobject', ['libglib2.0-0t64', 'libglib2.0-0']],
  ['libgtk-3', ['libgtk-3-0t64', 'libgtk-3-0']],
  ['libnspr4', ['libnspr4']],
  ['libnss', ['libnss3']],
  ['libpango', ['libpango-1.0-0']],
  ['libsmime3', ['libnss3']],
  ['libudev', ['libudev1']],
  ['libxcb', ['libxcb1']],
  ['libxkbcommon', ['libxkbcommon0']],
];

/** Text in the window, where a bare system has no font at all. */
const FONTS = 'fonts-dejavu-core';

/**
 * Makes the system able to run Electron: installs the libraries and the font it misses, when this user may.
 *
 * @param {import('./electron.mjs').Electron} electron
 * @param {{ virtualDisplay: boolean }} needs whether Xvfb is wanted too
 * @throws {StepFailure} with the command to type, when something is missing and cannot be installed
 */
export async function provideElectronLibraries(electron, { virtualDisplay }) {
  if (process.platform !== 'linux') return;
  const missing = await missingLibraries(electron.executable);
  const packages = new Set(await packagesOf(missing));
  if (virtualDisplay && !findProgram('Xvfb')) packages.add('xvfb');
  const required = packages.size;
  if (!hasFonts()) packages.add(FONTS);
  if (packages.size === 0) return;
  const installed = await installDebianPackages([...packages], 'the window');
  if (installed && (await missingLibraries(electron.executable)).length === 0) return;
  if (required > 0) throw new StepFailure(missingSentence(missing, [...packages]));
}

/**
 * @param {readonly string[]} libraries
 * @param {readonly string[]} packages
 * @returns {string}
 */
export function missingSentence(libraries, packages) {
  const what =
    libraries.length > 0 ? `libraries for the window (${libraries.join(', ')})` : `programs (${packages.join(', ')})`;
  return `This system lacks ${what}: install them (on Debian and Ubuntu: ${installCommand(packages)}) and run this again.`;
}

/**
 * The libraries that `ldd` does not find, in its output.
 *
 * @param {string} output
 * @returns {string[]}
 */
export function parseMissing(output) {
  return [...new Set([...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? ''))];
}

/**
 * @param {string} executable
 * @returns {Promise<string[]>}
 */
async function missingLibraries(executable) {
  const { output } = await runCommand('ldd', [executable], { timeoutMs: 30_000 });
  // Its own libraries lie beside it and are found through its rpath.
  return parseMissing(output).filter((name) => !readdirSync(path.dirname(executable)).includes(name));
}

/**
 * @param {readonly string[]} libraries
 * @returns {Promise<string[]>}
 */
async function packagesOf(libraries) {
  const found = libraries.flatMap((library) => {
    const entry = PACKAGES.find(([start]) => library.startsWith(start));
    return entry ? [entry[1]] : [];
  });
  return Promise.all(found.map((names) => knownPackage(names)));
}

/** @returns {boolean} */
function hasFonts() {
  const folders = ['/usr/share/fonts', '/usr/local/share/fonts', path.join(process.env['HOME'] ?? '/', '.fonts')];
  return folders.some((folder) => {
    try {
      return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) =>
        /\.(ttf|otf|ttc|pfb)$/i.test(name),
      );
    } catch {
      return false;
    }
  });
}
