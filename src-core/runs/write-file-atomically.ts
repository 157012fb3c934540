import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

import { fileError } from '../file-errors';

/**
 * Writes a whole file so that a reader, or a machine that loses power, sees the old content or the new, never a part:
 * to a temporary sibling, flushed to the disk, then renamed over the target.
 * @throws UserError when it cannot be written
 */
export function writeFileAtomically(path: string, text: string): void {
  const temporary = `${path}.tmp`;
  try {
    const file = openSync(temporary, 'w');
    try {
      writeFully(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    const failure = fileError('Cannot write', path, error);
    try {
      rmSync(temporary, { force: true });
    } catch {
      // The write's own failure is what counts.
    }
    throw failure;
  }
}

/** Writes all of `content`, text as UTF-8; the system may take it in pieces. */
export function writeFully(file: number, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
}
