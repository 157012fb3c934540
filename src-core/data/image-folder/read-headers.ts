import { join } from 'node:path';

import { eachOf } from '../each-of';
import { withRegularFile } from '../regular-file';
import { MAX_FILE } from './decode-image';
import type { ImageFile } from './file-table';
import { parseImageHeader } from './image-header';
import type { ImageHeader } from './image-header';
import { predicateOf } from './list-pictures';
import { MAX_PIXELS } from './load-decoder';

/** The size stands at the beginning; a JPEG may have colour profiles, maker's notes and a small picture before it. */
const BEGINNINGS = [4_096, 262_144, 4_194_304];
const AT_ONCE = 32;
/** Of more files than this, only so many headers are read, spread evenly; the others show when they are decoded. */
const MAX_READ = 50_000;

/** What the headers of many files tell: null for a file whose header was not read. */
export interface Headers {
  readonly headers: readonly (ImageHeader | null)[];
  /** Files that are no pictures, by their place. */
  readonly wrong: ReadonlyMap<number, string>;
}

/** Reads the headers of files, without decoding any. */
export async function readHeaders(root: string, files: readonly ImageFile[]): Promise<Headers> {
  const headers: (ImageHeader | null)[] = files.map(() => null);
  const wrong = new Map<number, string>();
  const count = Math.min(files.length, MAX_READ);
  await eachOf(count, AT_ONCE, async (turn) => {
    const place = Math.floor((turn * files.length) / count);
    const file = files[place];
    if (file === undefined) return;
    try {
      headers[place] = await readHeader(root, file);
    } catch (error) {
      wrong.set(place, predicateOf(error, join(root, file.path)));
    }
  });
  return { headers, wrong };
}

async function readHeader(root: string, file: ImageFile): Promise<ImageHeader> {
  return withRegularFile(root, join(root, file.path), async ({ size, fill }) => {
    if (size === 0) throw new Error('is empty');
    if (size > MAX_FILE) throw new Error('is too large a file for a picture');
    for (const length of BEGINNINGS) {
      const bytes = new Uint8Array(Math.min(length, size));
      await fill(bytes, 0);
      const header = parseImageHeader(bytes);
      if (header === null) break;
      if (header === 'more') {
        if (length < size) continue;
        throw new Error('is truncated');
      }
      const { width, height } = header;
      if (width * height > MAX_PIXELS) {
        throw new Error(
          `claims ${width.toLocaleString('en')} x ${height.toLocaleString('en')} pixels, more than ${MAX_PIXELS.toLocaleString('en')}`,
        );
      }
      return header;
    }
    throw new Error('is not a JPEG, PNG, GIF or WebP picture, whatever its name');
  });
}
