import { readFileSync } from 'node:fs';
import path from 'node:path';

import { bundle } from './bundle.mjs';
import { displayAnswers, hasDisplay } from './lib/display.mjs';
import { launch } from './lib/launch.mjs';
import { distFolder, repositoryFolder } from './lib/paths.mjs';
import { say } from './lib/progress.mjs';
import { runEntry } from './lib/run-entry.mjs';
import { StepFailure } from './lib/step-failure.mjs';
import { provisionTrainer } from './provision.mjs';
import { provideElectronLibraries } from './steps/electron-libraries.mjs';
import { sandboxArguments } from './steps/electron-sandbox.mjs';
import { provideElectron } from './steps/electron.mjs';

const ADVICE = 'The command line works without a window: npm start -- --help';

/** The exit codes of what a person has ended. */
const INTERRUPTED = [129, 130, 143];

/** Chromium's own complaints about buses and drivers say nothing to a person. */
const QUIET = '--log-level=3';

/** What a start with neither a display nor a command does: a search on the drawn data set that ends in a minute or two. */
const HEADLESS_DEMO = 'search --demo --epochs 2 --channels 4 --layers 3 --batch-size 32'.split(' ');

/**
 * `npm start`: everything is installed and built, then the window opens or, with no display or with a command, the command
 * line runs.
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
async function start(args) {
  await provisionTrainer();
  if (args.length > 0) return runCommandLine(args);
  if (!hasDisplay()) {
    say(
      'There is no display here, so this is a short demonstration search; "npm start -- --help" tells what else there is.',
    );
    return runCommandLine(HEADLESS_DEMO);
  }
  return openWindow();
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
async function runCommandLine(args) {
  await bundle(['trainer']);
  return launch(process.execPath, [path.join(distFolder, 'trainer/index.cjs'), ...args], {
    // The C library reads these before a program begins.
    env: { ...allocatorEnvironment(), ...process.env },
  });
}

/** @returns {Record<string, string>} settings of the memory allocator that make a search some percent faster */
function allocatorEnvironment() {
  const file = path.join(repositoryFolder, 'src-core/runtime/allocator-environment.json');
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** @returns {Promise<number>} */
async function openWindow() {
  await requireDisplay();
  const electron = await electronOrAdvice();
  await bundle();
  const sandbox = sandboxArguments(electron.folder);
  if (sandbox.why) say(sandbox.why);
  const code = await launch(electron.executable, [...sandbox.args, ...platformArguments(), QUIET, repositoryFolder], {
    // The trainer is forked with the Node that runs us: Electron's own cannot load TensorFlow.
    env: { ...process.env, DARTBOARD_NODE: process.execPath },
  });
  if (code !== 0 && !INTERRUPTED.includes(code)) say(`The window ended by itself with code ${code}. ${ADVICE}`);
  return code;
}

/** @returns {string[]} what an older Electron must be told where there is Wayland and no X server */
function platformArguments() {
  const waylandOnly = process.env['WAYLAND_DISPLAY'] && !process.env['DISPLAY'];
  return waylandOnly ? ['--ozone-platform=wayland'] : [];
}

/** @throws {StepFailure} when DISPLAY leads nowhere */
async function requireDisplay() {
  const { DISPLAY: display, WAYLAND_DISPLAY: wayland } = process.env;
  if (process.platform !== 'linux' || wayland || !display || (await displayAnswers(display))) return;
  throw new StepFailure(`No display answers at DISPLAY=${display}: start it or set DISPLAY right. ${ADVICE}`);
}

/**
 * @returns {Promise<import('./steps/electron.mjs').Electron>}
 * @throws {StepFailure}
 */
async function electronOrAdvice() {
  try {
    const electron = await provideElectron();
    await provideElectronLibraries(electron, { virtualDisplay: false });
    return electron;
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    throw new StepFailure(`${error.message} ${ADVICE}`);
  }
}

await runEntry(() => start(process.argv.slice(2)));
