import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { sep } from 'node:path';

import { UserError } from '../user-error';
import { readingError, printable } from '../file-errors';

/** A regular file, open for reading. */
export interface RegularFile {
  readonly path: string;
  /** In bytes, when it was opened. */
  readonly size: number;
  /** Time of its last change in milliseconds since 1970. */
  readonly changed: number;
  /**
   * Fills `target` from `position` on.
   * @throws UserError when the file has become shorter or cannot be read
   */
  fill(target: Uint8Array, position: number): Promise<void>;
}

/**
 * Opens a file, lets `use` read it and closes it. Links are followed as far as they stay in the folder `root`; what is not a
 * regular file in the end (a pipe, a socket, a device, a folder) is refused without waiting for it.
 *
 * @throws UserError naming the file
 */
export async function withRegularFile<T>(
  root: string,
  path: string,
  use: (file: RegularFile) => Promise<T>,
): Promise<T> {
  return withFileAt(path, await realPathInside(root, path), use);
}

/**
 * As `withRegularFile`, of a file that is known to be in its place: the last part of its path must not be a link.
 * @throws UserError naming the file
 */
export function withKnownFile<T>(path: string, use: (file: RegularFile) => Promise<T>): Promise<T> {
  return withFileAt(path, path, use);
}

async function withFileAt<T>(path: string, place: string, use: (file: RegularFile) => Promise<T>): Promise<T> {
  const handle = await told(path, open(place, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW));
  try {
    const stats = await told(path, handle.stat());
    if (!stats.isFile()) throw notRegular(path);
    const { size, mtimeMs: changed } = stats;
    return await use({ path, size, changed, fill: (target, position) => fill(handle, path, target, position) });
  } finally {
    await handle.close();
  }
}

/**
 * Where a path leads in the end.
 * @throws UserError when that is outside the folder `root`, so that a data set's links reveal nothing else
 */
export async function realPathInside(root: string, path: string): Promise<string> {
  const [folder, real] = await Promise.all([told(root, realpath(root)), told(path, realpath(path))]);
  if (real !== folder && !real.startsWith(folder.endsWith(sep) ? folder : folder + sep)) {
    throw new UserError(
      `${printable(path)} is a link to something outside the chosen folder: put the real file or folder in its place.`,
    );
  }
  return real;
}

async function fill(handle: FileHandle, path: string, target: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < target.length) {
    const { bytesRead } = await told(path, handle.read(target, done, target.length - done, position + done));
    if (bytesRead === 0) {
      throw new UserError(
        `${printable(path)} became shorter while it was read: wait until it is complete and try again.`,
      );
    }
    done += bytesRead;
  }
}

/** Waits for the system; what it refuses becomes a sentence. */
async function told<T>(path: string, operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    const socket = error instanceof Error && 'code' in error && error.code === 'ENXIO'; // sockets do not open at all
    throw socket ? notRegular(path) : readingError(path, error);
  }
}

function notRegular(path: string): UserError {
  return new UserError(
    `${printable(path)} is not a file that holds data (it is a folder, a pipe or a device): replace it with the real file.`,
  );
}
