import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { nodeBackend } from './raw-op';

/** Beside tfjs's own addon, where the build puts it. */
const LIBRARY = 'lib/napi-v8/dartboard_kernels.node';

let loaded: boolean | undefined;

/**
 * Makes the fused kernels (`src-core/kernels`) known to TensorFlow, once. They are for CPUs: on a graphics card, or where
 * the library was not built, networks run by TensorFlow's own operations.
 *
 * @returns whether they are there
 */
export function loadFusedKernels(): boolean {
  loaded ??= !nodeBackend().isUsingGpuDevice && process.env['DARTBOARD_KERNELS'] !== 'standard' && load();
  return loaded;
}

function load(): boolean {
  const require = createRequire(__filename);
  const library = join(dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json')), LIBRARY);
  if (!existsSync(library)) return false;
  require(library);
  return true;
}
