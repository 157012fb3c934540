import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { requireFreeSpace } from '../lib/free-space.mjs';
import { fingerprint } from '../lib/fingerprint.mjs';
import { cacheFolder } from '../lib/paths.mjs';
import { provideFolder } from '../lib/provide-folder.mjs';
import { runOrFail } from '../lib/run-command.mjs';
import { StepFailure } from '../lib/step-failure.mjs';
import { discardWheel, fetchWheel } from './fetch-wheel.mjs';
import { wheels } from './wheels.mjs';

/**
 * @typedef {object} TensorFlowRuntime
 * @property {string} folder `lib/` with libtensorflow, `include/` with its headers and, for the GPU, `nvidia/` with CUDA's
 *   libraries where libtensorflow looks for them, beside `lib/`
 * @property {string} fingerprint
 * @property {'cpu' | 'gpu'} device
 */

/** What the app needs of each wheel: the two libraries and the C headers, not Python. */
const TENSORFLOW_MEMBERS = [
  'tensorflow/libtensorflow_cc.so.2',
  'tensorflow/libtensorflow_framework.so.2',
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/common_runtime/next_pluggable_device/c/',
  'tensorflow/include/tensorflow/core/platform/ctstring',
  'tensorflow/include/xla/tsl/',
  'tensorflow/include/tsl/',
];

const SIZES = { cpu: 1.3e9, gpu: 9e9 };

/**
 * libtensorflow in this user's cache, out of its pinned wheels.
 *
 * @param {'cpu' | 'gpu'} device
 * @returns {Promise<TensorFlowRuntime>}
 * @throws {StepFailure}
 */
export async function provideTensorFlow(device) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new StepFailure(
      `there are no pinned wheels for ${process.platform} on ${process.arch}, only for Linux on x64`,
    );
  }
  const list = wheels.tensorflow[device];
  const version = list[0]?.version ?? '';
  const folder = path.join(cacheFolder(), `tensorflow-${device}-${version}`);
  const key = fingerprint(list, TENSORFLOW_MEMBERS);
  await provideFolder({
    folder,
    fingerprint: key,
    title: `Preparing TensorFlow ${version} (${device.toUpperCase()})`,
    make: async (partial, step) => {
      await requireFreeSpace(cacheFolder(), SIZES[device]);
      for (const [index, wheel] of list.entries()) {
        /** @type {(share: number, detail: string) => void} */
        const progress = (share, detail) => step.update((index + share) / list.length, detail);
        const file = await fetchWheel(wheel, (share, detail) => progress(share * 0.7, detail));
        await unpack(file, partial, (share) => progress(0.7 + share * 0.3, `unpacking ${wheel.name}`));
      }
      arrange(partial);
      list.forEach(discardWheel);
      return { device, version };
    },
  });
  return { folder, fingerprint: key, device };
}

/**
 * @param {string} wheel
 * @param {string} folder
 * @param {(share: number) => void} onProgress
 */
async function unpack(wheel, folder, onProgress) {
  const script = fileURLToPath(new URL('../lib/extract_members.py', import.meta.url));
  await runOrFail('python3', [script, wheel, folder, ...TENSORFLOW_MEMBERS, 'nvidia/'], {
    timeoutMs: 20 * 60_000,
    onLine: (line) => onProgress(Number(line) / 100 || 0),
    failure: (why) => `${wheel} could not be unpacked (${why}): remove it, see that there is space, and run this again`,
  });
}

/**
 * Lays the wheel's files out as the addon's package expects them (`deps/lib`, `deps/include`).
 *
 * @param {string} folder
 */
function arrange(folder) {
  const wheel = path.join(folder, 'tensorflow');
  mkdirSync(path.join(folder, 'lib'));
  for (const library of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) {
    if (!existsSync(path.join(wheel, library))) throw new StepFailure(`the TensorFlow wheel holds no ${library}`);
    renameSync(path.join(wheel, library), path.join(folder, 'lib', library));
  }
  renameSync(path.join(wheel, 'include'), path.join(folder, 'include'));
  rmSync(wheel, { recursive: true });
}
