import { createGunzip } from 'node:zlib';

import { UserError } from '../user-error';
import { printable } from '../file-errors';
import { withRegularFile } from './regular-file';
import type { RegularFile } from './regular-file';
import { sharedBytes } from './shared-memory';

/** What an idx file holds. */
export interface IdxContent {
  /** Of each dimension. */
  readonly sizes: readonly number[];
  /** Row-major, in shared memory. */
  readonly values: Uint8Array;
}

/** Read at a time. */
const CHUNK = 1_048_576;
/** Deflate makes nothing smaller than this share of it (zlib's own technical note). */
const MAX_DEFLATE_RATIO = 1_032;

/**
 * Reads a file of unsigned bytes in MNIST's idx format, unpacking it when its name ends with `.gz`: a header of big-endian
 * numbers (magic, then the size of each dimension), then the values. Never unpacks more than the header promises.
 *
 * @param dimensions how many the magic number stands for
 * @param refusal what is wrong with sizes that are too large, as a noun; null when they will do
 * @throws UserError naming the file
 */
export function withIdxContent(
  root: string,
  path: string,
  magic: number,
  dimensions: number,
  refusal: (sizes: readonly number[]) => string | null,
): Promise<IdxContent> {
  return withRegularFile(root, path, async (file) => {
    const packed = path.endsWith('.gz');
    const headerLength = 4 * (1 + dimensions);
    const header = Buffer.alloc(headerLength);
    let filled = 0;
    let content: IdxContent | null = null;
    let values = 0;
    for await (const piece of packed ? unpacked(file) : pieces(file)) {
      const headed = Math.min(headerLength - filled, piece.length);
      header.set(piece.subarray(0, headed), filled);
      filled += headed;
      if (filled < headerLength) continue;
      content ??= allocate(file, header, { magic, dimensions, refusal, packed });
      const rest = piece.subarray(headed);
      if (values + rest.length > content.values.length) throw tooLong(path, content.sizes);
      content.values.set(rest, values);
      values += rest.length;
    }
    if (content === null || values < content.values.length) {
      throw new UserError(`${printable(path)} is truncated: download or copy it again.`);
    }
    return content;
  });
}

function allocate(
  { path, size }: RegularFile,
  header: Buffer,
  wanted: {
    readonly magic: number;
    readonly dimensions: number;
    readonly refusal: (sizes: readonly number[]) => string | null;
    readonly packed: boolean;
  },
): IdxContent {
  const found = header.readUInt32BE(0);
  if (found !== wanted.magic) {
    const hexadecimal = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;
    throw new UserError(
      `${printable(path)} does not begin as an idx file of its kind does (${hexadecimal(found)} instead of ${hexadecimal(wanted.magic)}): download it again, or give it its real name.`,
    );
  }
  const sizes = Array.from({ length: wanted.dimensions }, (_, i) => header.readUInt32BE(4 * (1 + i)));
  const claim = wanted.refusal(sizes);
  if (claim !== null) {
    throw new UserError(
      `${printable(path)} claims to hold ${claim}, which cannot be: it is damaged, of another format, or too large to be read.`,
    );
  }
  const length = sizes.reduce((product, side) => product * side, 1);
  const available = wanted.packed ? size * MAX_DEFLATE_RATIO : size - header.length;
  if (available < length) throw new UserError(`${printable(path)} is truncated: download or copy it again.`);
  return { sizes, values: sharedBytes(length) };
}

async function* pieces(file: RegularFile): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < file.size; start += CHUNK) {
    const piece = new Uint8Array(Math.min(CHUNK, file.size - start));
    await file.fill(piece, start);
    yield piece;
  }
}

async function* unpacked(file: RegularFile): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  const feeding = feed(file, gunzip);
  feeding.catch(() => undefined); // looked at below
  try {
    for await (const piece of gunzip) {
      if (piece instanceof Uint8Array) yield piece;
    }
    await feeding;
  } catch (error) {
    // Reading has failed for its own reason, or zlib has: then what was written to it fails, too.
    const cause: unknown = await feeding.then(
      () => error,
      (reason: unknown) => (reason instanceof UserError ? reason : error),
    );
    if (cause instanceof UserError) throw cause;
    throw new UserError(`${printable(file.path)} is damaged or not packed by gzip: download it again.`, { cause });
  } finally {
    gunzip.destroy();
    await feeding.catch(() => undefined);
  }
}

/** Gives a file's content to a stream, no faster than it is taken. */
async function feed(file: RegularFile, target: ReturnType<typeof createGunzip>): Promise<void> {
  try {
    for await (const piece of pieces(file)) {
      if (target.destroyed) return;
      if (!target.write(piece)) {
        await new Promise<void>((ready) => {
          target.once('drain', ready).once('close', ready).once('error', ready);
        });
      }
    }
    target.end();
  } catch (error) {
    target.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

function tooLong(path: string, sizes: readonly number[]): UserError {
  return new UserError(
    `${printable(path)} goes on after the ${sizes.map((size) => size.toLocaleString('en')).join(' x ')} bytes that its header promises: it is damaged or of another format; download it again.`,
  );
}
