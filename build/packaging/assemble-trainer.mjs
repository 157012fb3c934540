import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';

import { linkFile, linkTree } from '../lib/link-tree.mjs';
import { distFolder, tfjsNodeFolder } from '../lib/paths.mjs';
import { linkTrainerModules } from './trainer-modules.mjs';

/**
 * Fills the packaged app's trainer folder: its own Node, the bundle, tfjs-node with its addon, and libtensorflow.
 *
 * @param {string} folder `<resources>/trainer`
 */
export async function assembleTrainer(folder) {
  linkFile(process.execPath, path.join(folder, 'bin/node'));
  linkTree(path.join(distFolder, 'trainer'), folder, (name) => /\.(cjs|map)$/.test(name));
  await linkTrainerModules(path.join(folder, 'node_modules'));
  // The headers are for compiling only.
  linkTree(path.join(tfjsNodeFolder, 'deps'), path.join(folder, 'runtime'), (name) => /^(lib|nvidia)\//.test(name));
  const addons = '@tensorflow/tfjs-node-gpu/lib/napi-v8';
  linkTree(path.join(tfjsNodeFolder, '../..', addons), path.join(folder, 'node_modules', addons), (name) =>
    /\.node$/.test(name),
  );
  const deps = path.join(folder, 'node_modules/@tensorflow/tfjs-node-gpu/deps');
  mkdirSync(path.dirname(deps), { recursive: true });
  symlinkSync('../../../runtime', deps);
}
