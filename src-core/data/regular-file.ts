import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

import { UserError } from '../user-error';
import { fileError, printable } from './file-error';

/** A regular file, open for reading. */
export interface RegularFile {
  readonly path: string;
  /** In bytes, when it was opened. */
  readonly size: number;
  /**
   * Fills `target` from `position` on.
   * @throws UserError when the file has become shorter or cannot be read
   */
  fill(target: Uint8Array, position: number): Promise<void>;
}

/**
 * Opens a file, lets `use` read it and closes it. Links are followed; what is not a regular file in the end (a pipe, a
 * socket, a device, a folder) is refused without waiting for it.
 *
 * @throws UserError naming the file
 */
export async function withRegularFile<T>(path: string, use: (file: RegularFile) => Promise<T>): Promise<T> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    // Sockets do not open at all.
    throw error instanceof Error && 'code' in error && error.code === 'ENXIO'
      ? notRegular(path)
      : fileError(error, path);
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw notRegular(path);
    return await use({ path, size: stats.size, fill: (target, position) => fill(handle, path, target, position) });
  } catch (error) {
    throw fileError(error, path);
  } finally {
    await handle.close();
  }
}

async function fill(handle: FileHandle, path: string, target: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < target.length) {
    const { bytesRead } = await handle.read(target, done, target.length - done, position + done);
    if (bytesRead === 0) {
      throw new UserError(
        `${printable(path)} became shorter while it was read: wait until it is complete and try again.`,
      );
    }
    done += bytesRead;
  }
}

function notRegular(path: string): UserError {
  return new UserError(
    `${printable(path)} is not a file that holds data (it is a folder, a pipe or a device): replace it by the real file.`,
  );
}
