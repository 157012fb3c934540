import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Beside tfjs's own addon, where the build puts it. */
const LIBRARY = 'lib/napi-v8/dartboard_kernels.node';

/** The file with the fused kernels; null where it was not built, or is not wanted. Loads nothing. */
export function fusedKernelsLibrary(): string | null {
  if (process.env['DARTBOARD_KERNELS'] === 'standard') return null;
  const addon = addonFolder();
  if (addon === null) return null;
  const library = join(addon, LIBRARY);
  return existsSync(library) ? library : null;
}

/** Null where TensorFlow.js is not installed. */
function addonFolder(): string | null {
  try {
    return dirname(createRequire(__filename).resolve('@tensorflow/tfjs-node-gpu/package.json'));
  } catch {
    return null;
  }
}
