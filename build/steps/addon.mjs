import { lstatSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';

import { contentFingerprint, fingerprint } from '../lib/fingerprint.mjs';
import { cacheFolder, modulesFolder, tfjsNodeFolder } from '../lib/paths.mjs';
import { placeFile } from '../lib/place-file.mjs';
import { provideFolder } from '../lib/provide-folder.mjs';
import { runOrFail } from '../lib/run-command.mjs';
import { requireCompiler } from './require-compiler.mjs';

const NAME = 'tfjs_binding.node';
const SOURCES = ['tfjs_backend.cc', 'tfjs_binding.cc'];
const FLAGS = ['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8'];
// As in the package's own binding.gyp: the addon finds the libraries through the package's `deps`, wherever that leads.
const LINKS = ['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2', '-Wl,-rpath,$ORIGIN/../../deps/lib'];

/**
 * Compiles the package's own N-API addon against libtensorflow, once per user, and puts it where tfjs-node looks.
 *
 * @param {import('./tensorflow-runtime.mjs').TensorFlowRuntime} runtime
 * @throws {import('../lib/step-failure.mjs').StepFailure}
 */
export async function provideAddon(runtime) {
  const headers = path.join(modulesFolder, 'node-api-headers');
  const key = fingerprint(
    contentFingerprint(tfjsNodeFolder, ['binding']),
    contentFingerprint(headers, ['include']),
    runtime.fingerprint,
    [...FLAGS, ...LINKS],
  );
  const folder = path.join(cacheFolder(), 'addons', key);
  await provideFolder({
    folder,
    fingerprint: key,
    title: 'Compiling the TensorFlow addon (g++)',
    make: async (partial) => {
      await compile(runtime.folder, path.join(headers, 'include'), path.join(partial, NAME));
      return undefined;
    },
  });
  linkFolder(path.join(tfjsNodeFolder, 'deps'), runtime.folder);
  placeFile(path.join(folder, NAME), path.join(tfjsNodeFolder, 'lib/napi-v8', NAME));
}

/**
 * @param {string} runtime
 * @param {string} headers
 * @param {string} target
 */
async function compile(runtime, headers, target) {
  await requireCompiler();
  const binding = path.join(tfjsNodeFolder, 'binding');
  await runOrFail(
    'g++',
    [
      ...FLAGS,
      ...['-I', headers, '-I', path.join(runtime, 'include'), '-I', tfjsNodeFolder],
      ...SOURCES.map((source) => path.join(binding, source)),
      ...['-o', target, '-L', path.join(runtime, 'lib'), ...LINKS],
    ],
    { timeoutMs: 15 * 60_000, failure: (why) => `g++ could not compile the TensorFlow addon (${why})` },
  );
}

/**
 * Makes `link` lead to `target`, whatever was there.
 *
 * @param {string} link
 * @param {string} target
 */
function linkFolder(link, target) {
  const there = lstatSync(link, { throwIfNoEntry: false });
  if (there?.isSymbolicLink() && readlinkSync(link) === target) return;
  if (there && !there.isSymbolicLink()) rmSync(link, { recursive: true });
  const draft = `${link}.${process.pid}`;
  rmSync(draft, { force: true });
  symlinkSync(target, draft);
  renameSync(draft, link);
}
