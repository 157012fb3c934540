import { spawn } from 'node:child_process';

import { findProgram } from '../lib/machine.mjs';
import { StepFailure } from '../lib/step-failure.mjs';
import { installCommand } from '../steps/debian-packages.mjs';

/**
 * A display for windows that nobody needs to see: Xvfb on a number that is free or, without Xvfb, the display there is.
 *
 * @returns {Promise<{ name: string, close: () => void }>} `name` is what DISPLAY is to be
 * @throws {StepFailure} when there is neither
 */
export async function openVirtualDisplay() {
  if (findProgram('Xvfb')) return startXvfb();
  const name = process.env['DISPLAY'];
  if (name) return { name, close: () => undefined };
  throw new StepFailure(noDisplay(installCommand(['xvfb'])));
}

/**
 * @param {string} command
 * @returns {string}
 */
export function noDisplay(command) {
  return `The window's tests need a display and there is neither one nor Xvfb: install it (on Debian and Ubuntu: ${command}) and run this again.`;
}

/** @returns {Promise<{ name: string, close: () => void }>} */
function startXvfb() {
  const xvfb = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    xvfb.on('error', (error) => reject(new StepFailure(`Xvfb could not be started (${error.message}).`)));
    xvfb.on('exit', (code) => reject(new StepFailure(`Xvfb ended by itself with code ${code}.`)));
    xvfb.stdio[3]?.once('data', (number) => {
      process.on('exit', () => xvfb.kill());
      resolve({ name: `:${String(number).trim()}`, close: () => xvfb.kill() });
    });
  });
}
