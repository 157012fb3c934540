import { createRequire } from 'node:module';

import { fusedKernelsLibrary } from './fused-kernels-library';
import { nodeBackend } from './raw-op';

let loaded: boolean | undefined;

/**
 * Makes the fused kernels (`src-core/kernels`) known to TensorFlow, once. They are for CPUs: on a graphics card, or where
 * the library was not built, networks run by TensorFlow's own operations.
 *
 * @returns whether they are there
 */
export function loadFusedKernels(): boolean {
  loaded ??= !nodeBackend().isUsingGpuDevice && load();
  return loaded;
}

function load(): boolean {
  const library = fusedKernelsLibrary();
  if (library === null) return false;
  createRequire(__filename)(library);
  return true;
}
