import { lstat, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

import { messageOf, UserError } from '../../user-error';
import { readingError, printable } from '../../file-errors';
import { eachOf } from '../each-of';
import { realPathInside } from '../regular-file';
import type { ImageFile } from './file-table';

/** Formats are told by content; by name it is told what is meant to be a picture. */
const PICTURE = /\.(jpe?g|png|gif|webp)$/i;
/** Files of file managers and version control, which nobody means. */
const HIDDEN = /^\.|^(thumbs\.db|desktop\.ini)$/i;
/** Folders in folders; a person sorts no deeper. */
const MAX_DEPTH = 8;
/** ImageNet has 1.4 million. */
const MAX_ENTRIES = 3_000_000;
/** Of files that are no pictures, so many are remembered by name. */
const MAX_NAMED = 20;
const AT_ONCE = 32;

/** Files that are not used, relative to the root, and why. */
export interface PassedOver {
  /** Named as pictures, but links out of the folder, pipes, devices, or without permission: each with what is said of it. */
  readonly unreadable: { readonly path: string; readonly why: string }[];
  /** Not named as pictures, or too deep: the first ones. */
  readonly other: string[];
  /** How many there are of those. */
  others: number;
  /** Everything that was looked at. */
  entries: number;
}

/** Nothing passed over yet. */
export function nothingPassedOver(): PassedOver {
  return { unreadable: [], other: [], others: 0, entries: 0 };
}

/**
 * Lists the pictures in a folder and in the folders inside it, in the order of their names.
 *
 * @param root the folder that a person chose: paths are relative to it, and links may not leave it
 * @param passedOver told what is left out
 * @throws UserError when a folder cannot be listed
 */
export async function listPictures(root: string, folder: string, passedOver: PassedOver): Promise<ImageFile[]> {
  const paths: string[] = [];
  await walk(root, folder, 0, paths, passedOver);
  const files: (ImageFile | null)[] = paths.map(() => null);
  await eachOf(paths.length, AT_ONCE, async (i) => {
    const path = paths[i] ?? '';
    try {
      const stats = await lstat(join(root, path));
      if (!stats.isFile()) throw new Error('is a pipe, a socket or a device');
      files[i] = { path: path.split(sep).join('/'), size: stats.size, changed: stats.mtimeMs };
    } catch (error) {
      passedOver.unreadable.push({ path, why: predicateOf(error, join(root, path)) });
    }
  });
  return files.filter((file) => file !== null);
}

async function walk(
  root: string,
  folder: string,
  depth: number,
  paths: string[],
  passedOver: PassedOver,
): Promise<void> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error: unknown) => {
    throw readingError(join(root, folder), error);
  });
  passedOver.entries += entries.length;
  if (passedOver.entries > MAX_ENTRIES) {
    throw new UserError(
      `${printable(root)} has more than ${MAX_ENTRIES.toLocaleString('en')} files in it: choose the folder of one data set.`,
    );
  }
  for (const entry of entries.sort((a, b) => compareNames(a.name, b.name))) {
    const path = join(folder, entry.name);
    if (HIDDEN.test(entry.name)) continue;
    if (entry.isDirectory()) {
      if (depth < MAX_DEPTH) await walk(root, path, depth + 1, paths, passedOver);
      else passOver(path, passedOver);
    } else if (!PICTURE.test(entry.name)) {
      passOver(path, passedOver);
    } else if (entry.isSymbolicLink()) {
      await follow(root, path, paths, passedOver);
    } else {
      paths.push(path);
    }
  }
}

function passOver(path: string, passedOver: PassedOver): void {
  passedOver.others++;
  if (passedOver.other.length < MAX_NAMED) passedOver.other.push(path);
}

/** A link counts as the file that it leads to. */
async function follow(root: string, path: string, paths: string[], passedOver: PassedOver): Promise<void> {
  try {
    paths.push(relative(await realPathInside(root, root), await realPathInside(root, join(root, path))));
  } catch (error) {
    passedOver.unreadable.push({ path, why: predicateOf(error, join(root, path)) });
  }
}

/** By characters, the same on every machine. */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What an error says of a file, without the file's name at the beginning and without a full stop. */
export function predicateOf(error: unknown, path: string): string {
  const [message, name] = [messageOf(error), `${printable(path)} `];
  return (message.startsWith(name) ? message.slice(name.length) : message).replace(/\.$/, '');
}
