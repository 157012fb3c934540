import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const FOLDER = join(import.meta.dirname, 'fixtures/cifar-python');

/** A pickle that Python wrote; see fixtures/cifar-python/make-fixtures.py. */
export async function pickleSample(name: string): Promise<Buffer> {
  return gunzipSync(await readFile(join(FOLDER, `${name}.gz`)));
}

/** The names of all of them. */
export async function pickleSampleNames(): Promise<string[]> {
  const names = await readdir(FOLDER);
  return names.filter((name) => name.endsWith('.gz')).map((name) => name.slice(0, -3));
}

/** All of them. */
export async function pickleSamples(): Promise<Buffer[]> {
  return Promise.all((await pickleSampleNames()).map(pickleSample));
}

/** Writes a pickle operation by operation: numbers are bytes, text is its characters. */
export function pickleOf(...parts: readonly (number | string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    parts.map((part) =>
      typeof part === 'number' ? Buffer.from([part]) : typeof part === 'string' ? Buffer.from(part, 'latin1') : part,
    ),
  );
}

/** Text or bytes as Python 2 pickles its strings. */
export function python2String(content: string | Uint8Array): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return pickleOf('T', length, bytes);
}
