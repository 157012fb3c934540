import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder this repository is checked out in. */
export const repositoryFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Where the bundles go. */
export const distFolder = path.join(repositoryFolder, 'dist');

/** The installed packages. */
export const modulesFolder = path.join(repositoryFolder, 'node_modules');

/** The package whose native half build/ provisions. */
export const tfjsNodeFolder = path.join(modulesFolder, '@tensorflow/tfjs-node-gpu');

/**
 * This user's cache of what every checkout shares: libtensorflow, compiled addons, Electron.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {string}
 */
export function cacheFolder(environment = process.env) {
  const base = environment['XDG_CACHE_HOME'];
  // The XDG specification says to ignore a relative path.
  return path.join(base && path.isAbsolute(base) ? base : path.join(homedir(), '.cache'), 'dartboard');
}
