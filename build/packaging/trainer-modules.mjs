import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { linkFile } from '../lib/link-tree.mjs';
import { repositoryFolder } from '../lib/paths.mjs';

const ENTRY = '@tensorflow/tfjs-node-gpu';
/** Packages that the closure names and never needs here: node-pre-gyp's own uploads. */
const NEVER_LOADED = ['aws-sdk', 'mock-aws-s3', 'nock'];

/**
 * Puts the JavaScript that tfjs-node-gpu can load at run time into a node_modules folder: the files themselves, found by
 * following every require, with each package's description and licence. The packages carry twenty times as much.
 *
 * @param {string} target the node_modules folder to fill
 */
export async function linkTrainerModules(target) {
  const packages = new Set();
  for (const file of await requiredFiles()) {
    linkFile(path.join(repositoryFolder, file), path.join(target, path.relative('node_modules', file)));
    packages.add(packageFolder(file));
  }
  for (const folder of packages) {
    for (const name of readdirSync(path.join(repositoryFolder, folder))) {
      if (!/^(package\.json|(licen[cs]e|notice|copying)(\.(md|txt|BSD))?)$/i.test(name)) continue;
      linkFile(
        path.join(repositoryFolder, folder, name),
        path.join(target, path.relative('node_modules', folder), name),
      );
    }
  }
}

/** @returns {Promise<string[]>} relative to the repository */
async function requiredFiles() {
  const esbuild = await import('esbuild');
  const { metafile } = await esbuild.build({
    absWorkingDir: repositoryFolder,
    stdin: { contents: `require('${ENTRY}')`, resolveDir: repositoryFolder },
    bundle: true,
    platform: 'node',
    metafile: true,
    write: false,
    logLevel: 'silent',
    external: NEVER_LOADED,
    loader: { '.html': 'empty', '.cs': 'empty' },
  });
  return Object.keys(metafile.inputs).filter((file) => existsSync(path.join(repositoryFolder, file)));
}

/**
 * The package that a file belongs to: `node_modules/a/node_modules/@b/c` of `node_modules/a/node_modules/@b/c/d/e.js`.
 *
 * @param {string} file
 * @returns {string}
 */
export function packageFolder(file) {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file);
  return match?.[1] ?? '';
}
