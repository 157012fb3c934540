import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { linkFile, linkTree } from '../lib/link-tree.mjs';
import { repositoryFolder } from '../lib/paths.mjs';

const ENTRY = '@tensorflow/tfjs-node-gpu';
/** Decodes pictures. Its native part is in packages for each kind of machine; npm has installed those of this one. */
const DECODER = 'node_modules/sharp';
const DECODER_NATIVE = 'node_modules/@img';
/**
 * Packages that the closure names and never needs here: those of node-pre-gyp's own installs and uploads. What is not
 * shipped cannot be attacked (docs/security.md).
 */
const NEVER_LOADED = ['aws-sdk', 'mock-aws-s3', 'nock', 'tar'];

/**
 * Puts what tfjs-node-gpu and sharp can load at run time into a node_modules folder: the JavaScript of tfjs-node-gpu and of
 * what both need, found by following every require, with each package's description and licence (the packages carry twenty
 * times as much), and sharp with its native packages. tfjs-node's native part is not among it.
 *
 * @param {string} target the node_modules folder to fill
 */
export async function linkTrainerModules(target) {
  linkDecoder(target);
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

/** @param {string} target the node_modules folder to fill */
function linkDecoder(target) {
  // It looks for its native part by names that are put together at run time, which no bundler follows.
  linkTree(path.join(repositoryFolder, DECODER), path.join(target, 'sharp'), (name) =>
    /^(dist\/.*\.[cm]js|package\.json|LICENSE)$/.test(name),
  );
  for (const name of readdirSync(path.join(repositoryFolder, DECODER_NATIVE))) {
    if (!name.startsWith('sharp-')) continue;
    linkTree(path.join(repositoryFolder, DECODER_NATIVE, name), path.join(target, '@img', name));
  }
}

/** @returns {Promise<string[]>} relative to the repository */
async function requiredFiles() {
  const esbuild = await import('esbuild');
  const { dependencies } = JSON.parse(readFileSync(path.join(repositoryFolder, DECODER, 'package.json'), 'utf8'));
  const entries = [ENTRY, ...Object.keys(dependencies)];
  const { metafile } = await esbuild.build({
    absWorkingDir: repositoryFolder,
    stdin: { contents: entries.map((entry) => `require('${entry}');`).join(''), resolveDir: repositoryFolder },
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
