import path from 'node:path';

import { contentFingerprint, fingerprint } from '../lib/fingerprint.mjs';
import { cacheFolder, repositoryFolder, tfjsNodeFolder } from '../lib/paths.mjs';
import { placeFile } from '../lib/place-file.mjs';
import { provideFolder } from '../lib/provide-folder.mjs';
import { runOrFail } from '../lib/run-command.mjs';
import { requireCompiler } from './require-compiler.mjs';

const NAME = 'dartboard_kernels.node';
const SOURCES = path.join(repositoryFolder, 'src-core/kernels');

/** Where the trainer looks for the fused kernels: beside tfjs's own addon. */
export const kernelsPlace = path.join(tfjsNodeFolder, 'lib/napi-v8', NAME);

/** The same source for each generation of processors; the library picks the newest that the processor has. */
const GENERATIONS = ['v4', 'v3', 'v2'];

const FLAGS = ['-std=c++17', '-fPIC', '-Wno-psabi'];
const COMPUTE = [...FLAGS, '-O3'];
const LINKS = ['-l:libtensorflow_framework.so.2', '-Wl,-rpath,$ORIGIN/../../deps/lib'];

/**
 * Compiles the fused kernels (src-core/kernels) against libtensorflow, once per user, and puts them where the trainer looks.
 *
 * @param {import('./tensorflow-runtime.mjs').TensorFlowRuntime} runtime
 * @throws {import('../lib/step-failure.mjs').StepFailure}
 */
export async function provideKernels(runtime) {
  const key = fingerprint(contentFingerprint(SOURCES, ['']), runtime.fingerprint, GENERATIONS, COMPUTE, LINKS);
  const folder = path.join(cacheFolder(), 'kernels', key);
  await provideFolder({
    folder,
    fingerprint: key,
    title: 'Compiling the fused kernels (g++)',
    make: async (partial) => {
      await requireCompiler();
      const objects = await Promise.all(GENERATIONS.map((generation) => compileFor(generation, partial)));
      await gpp([
        ...FLAGS,
        '-O2',
        '-shared',
        ...['-I', path.join(runtime.folder, 'include')],
        path.join(SOURCES, 'tensorflow.cc'),
        ...objects,
        ...['-o', path.join(partial, NAME), '-L', path.join(runtime.folder, 'lib'), ...LINKS],
      ]);
      return undefined;
    },
  });
  placeFile(path.join(folder, NAME), kernelsPlace);
}

/**
 * @param {string} generation as in x86-64-v3
 * @param {string} folder
 * @returns {Promise<string>} the object file
 */
async function compileFor(generation, folder) {
  const object = path.join(folder, `${generation}.o`);
  const options = [`-march=x86-64-${generation}`, `-DKERNELS=kernels_${generation}`];
  await gpp([...COMPUTE, ...options, '-c', path.join(SOURCES, 'compute.cc'), '-o', object]);
  return object;
}

/** @param {string[]} args */
async function gpp(args) {
  await runOrFail('g++', args, {
    timeoutMs: 10 * 60_000,
    failure: (why) => `g++ could not compile the fused kernels (${why})`,
  });
}
