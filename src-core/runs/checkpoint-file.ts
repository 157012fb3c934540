import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { closeSync, constants, fstatSync, fsyncSync, openSync, readSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

import { UserError } from '../user-error';
import {
  DIGEST_BYTES,
  LARGEST_CHECKPOINT_BYTES,
  PREFIX_BYTES,
  countOf,
  encodeHead,
  headLength,
  parseHead,
} from './checkpoint-format';
import type { CheckpointHead, CheckpointTensor, CheckpointTensors } from './checkpoint-format';
import { fileError } from '../file-errors';
import { writeFully } from './write-file-atomically';

/** What a checkpoint holds. */
export interface Checkpoint<H = unknown> {
  /** JSON: whatever is not a tensor. */
  readonly header: H;
  readonly tensors: CheckpointTensors;
}

/** Bytes given to the system at once. */
const CHUNK_BYTES = 8 * 2 ** 20;

/**
 * Writes a checkpoint so that its name stands for the whole of it or for nothing, even when the power fails: into a
 * temporary file beside it, flushed to the disk, renamed, the folder flushed.
 *
 * @returns the file's size
 * @throws UserError when the disk refuses; nothing is left behind then
 */
export function writeCheckpointFile(path: string, { header, tensors }: Checkpoint): number {
  const temporary = `${path}.tmp`;
  const head = encodeHead(header, tensors);
  try {
    rmSync(temporary, { force: true });
    // Exclusively: a link in its place would lead elsewhere.
    const file = openSync(temporary, 'wx');
    let bytes = 0;
    try {
      const hash = createHash('sha256');
      const write = (part: Uint8Array): void => {
        hash.update(part);
        writeFully(file, part);
        bytes += part.length;
      };
      write(head);
      for (const { values } of Object.values(tensors)) write(bytesOf(values));
      writeFully(file, hash.digest());
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    flushFolder(dirname(path));
    return bytes + DIGEST_BYTES;
  } catch (error) {
    try {
      rmSync(temporary, { force: true });
    } catch {
      // The write's own failure is what counts.
    }
    throw fileError('Cannot write', path, error);
  }
}

/**
 * Reads a checkpoint and verifies it: that it is whole, and its digest. Memory is taken only for what is really there.
 *
 * @param inspect sees the head before the tensors are read, and may throw a UserError to refuse the file
 * @throws UserError saying what is wrong with the file, without its name; `NewerCheckpoint` for a later version's
 */
export function readCheckpointFile(
  path: string,
  inspect: (head: CheckpointHead) => void = () => undefined,
): Checkpoint {
  let file: number;
  try {
    // Without blocking: a named pipe in the file's place must not hang the reader.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    throw new UserError(`it cannot be opened (${reasonOf(error)})`, { cause: error });
  }
  try {
    return readOpenFile(file, inspect);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`it cannot be read (${reasonOf(error)})`, { cause: error });
  } finally {
    closeSync(file);
  }
}

function readOpenFile(file: number, inspect: (head: CheckpointHead) => void): Checkpoint {
  const facts = fstatSync(file);
  if (!facts.isFile()) throw new UserError('it is not a plain file');
  const { size } = facts;
  if (size < PREFIX_BYTES + DIGEST_BYTES) throw new UserError(`it is only ${size} bytes long`);
  if (size > LARGEST_CHECKPOINT_BYTES) throw new UserError(`it is too large: ${size} bytes`);
  const hash = createHash('sha256');
  const prefix = readPart(file, Buffer.alloc(PREFIX_BYTES), hash);
  const length = headLength(prefix, size);
  const head = parseHead(readPart(file, Buffer.alloc(length), hash).toString('utf8'), length, size);
  inspect(head);
  const tensors: Record<string, CheckpointTensor> = {};
  for (const { name, type, shape } of head.tensors) {
    const values = type === 'int32' ? new Int32Array(countOf(shape)) : new Float32Array(countOf(shape));
    readPart(file, bytesOf(values), hash);
    tensors[name] = { shape, values };
  }
  const digest = readPart(file, Buffer.alloc(DIGEST_BYTES));
  if (!hash.digest().equals(digest)) throw new UserError('its content does not match its digest: it was damaged');
  return { header: head.header, tensors };
}

/** Fills `target` from where the file stands. */
function readPart<T extends Uint8Array>(file: number, target: T, hash?: Hash): T {
  for (let filled = 0; filled < target.length;) {
    const got = readSync(file, target, filled, Math.min(CHUNK_BYTES, target.length - filled), null);
    if (got === 0) throw new UserError('it became shorter while it was read');
    filled += got;
  }
  hash?.update(target);
  return target;
}

function bytesOf(values: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Makes a rename last: the folder is a file to the disk, too. */
function flushFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
