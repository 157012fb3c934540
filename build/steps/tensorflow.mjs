import { existsSync, lstatSync, rmSync } from 'node:fs';
import path from 'node:path';

import { wantedDevice } from '../lib/machine.mjs';
import { tfjsNodeFolder } from '../lib/paths.mjs';
import { say, startStep } from '../lib/progress.mjs';
import { runCommand, whyItFailed } from '../lib/run-command.mjs';
import { StepFailure } from '../lib/step-failure.mjs';
import { provideAddon } from './addon.mjs';
import { kernelsPlace, provideKernels } from './kernels.mjs';
import { provideTensorFlow } from './tensorflow-runtime.mjs';

/**
 * Makes `@tensorflow/tfjs-node-gpu` able to load: libtensorflow from its pinned wheels and the addon compiled here or, where
 * that cannot be had, whatever the package's own installer downloads.
 *
 * @throws {StepFailure} when neither works; it says what was tried
 */
export async function provisionTensorFlow() {
  const device = wantedDevice();
  try {
    const runtime = await provideTensorFlow(device);
    await provideAddon(runtime);
    await provideKernelsIfPossible(runtime);
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    // Compiled for another libtensorflow.
    rmSync(kernelsPlace, { force: true });
    if (isInstalledByPackage()) return;
    await installByPackage(device, error.message);
  }
}

/**
 * Searches run without the fused kernels, only slower.
 *
 * @param {import('./tensorflow-runtime.mjs').TensorFlowRuntime} runtime
 */
async function provideKernelsIfPossible(runtime) {
  try {
    await provideKernels(runtime);
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    rmSync(kernelsPlace, { force: true });
    say(`Searches on the CPU will be slower: ${error.message}.`);
  }
}

/**
 * @param {'cpu' | 'gpu'} device
 * @param {string} before why the wheels could not be used
 */
async function installByPackage(device, before) {
  const step = startStep("Trying the TensorFlow package's own installer");
  const deps = path.join(tfjsNodeFolder, 'deps');
  if (lstatSync(deps, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(deps);
  const result = await runCommand(process.execPath, ['scripts/install.js', device, 'download'], {
    cwd: tfjsNodeFolder,
    timeoutMs: 20 * 60_000,
  });
  if (result.code === 0 && isInstalledByPackage()) {
    step.done();
    say(`That is an older TensorFlow; the pinned one could not be had: ${before}.`);
    return;
  }
  step.abandon();
  throw new StepFailure(bothFailed(before, whyItFailed(result), device));
}

/**
 * @param {string} wheels
 * @param {string} installer
 * @param {'cpu' | 'gpu'} device
 * @returns {string}
 */
export function bothFailed(wheels, installer, device) {
  const hint = device === 'gpu' ? ' Without the GPU it is a smaller download: DARTBOARD_DEVICE=cpu npm start.' : '';
  return `TensorFlow could not be set up: ${wheels}.${hint} (The package's own installer was tried as well: ${installer}.)`;
}

/** @returns {boolean} */
function isInstalledByPackage() {
  const deps = path.join(tfjsNodeFolder, 'deps');
  return (
    lstatSync(deps, { throwIfNoEntry: false })?.isDirectory() === true &&
    existsSync(path.join(deps, 'lib')) &&
    existsSync(path.join(tfjsNodeFolder, 'lib/napi-v8/tfjs_binding.node'))
  );
}
