import { constants, copyFileSync, linkSync, lstatSync, mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';

/**
 * Puts a file at another place without using its space twice: a hard link or, across file systems or users, a copy.
 *
 * @param {string} source
 * @param {string} target
 */
export function linkFile(source, target) {
  const file = realpathSync(source);
  mkdirSync(path.dirname(target), { recursive: true });
  rmSync(target, { force: true });
  try {
    linkSync(file, target);
  } catch {
    copyFileSync(file, target, constants.COPYFILE_FICLONE);
  }
}

/**
 * The same for a folder with all that is in it.
 *
 * @param {string} source
 * @param {string} target
 * @param {(name: string) => boolean} [keep] takes a file's path within the folder
 */
export function linkTree(source, target, keep = () => true) {
  for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(source, name);
    if (!lstatSync(file).isDirectory() && keep(name)) linkFile(file, path.join(target, name));
  }
}
