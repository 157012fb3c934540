import type { ImageShape } from '../normalise';

/**
 * How a picture is made an image of a certain size: scaled until it covers that, and cropped around its centre; as it is, or
 * with a margin left off all around (see `centreCrop`).
 */
export type Framing = 'cover' | 'centre';

/** What the pictures of a folder are made. */
export interface FramedShape extends ImageShape {
  readonly framing: Framing;
}

/** A file of an image folder as it was when the folder was opened. */
export interface ImageFile {
  /** Relative to the folder, with `/` between its parts. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Time of its last change in milliseconds since 1970. */
  readonly changed: number;
}

/**
 * Many files in a few shared buffers, so that a million of them fit into memory once and threads need no copy. A plain
 * object: it can be sent in a message.
 */
export interface FileTable {
  /** What pictures are framed like where they are images as a whole. */
  readonly framing: Framing;
  /** The folder that the paths begin in. */
  readonly root: string;
  /** All paths, one after the other, in UTF-8. */
  readonly text: Uint8Array;
  /** `[count + 1]`, where each path begins in `text`. */
  readonly starts: Uint32Array;
  /** `[count]`. */
  readonly sizes: Float64Array;
  /** `[count]`. */
  readonly changed: Float64Array;
}

/** Puts files into a table. */
export function fileTable(root: string, files: readonly ImageFile[], framing: Framing): FileTable {
  const encoded = files.map(({ path }) => Buffer.from(path, 'utf8'));
  const text = new Uint8Array(new SharedArrayBuffer(encoded.reduce((sum, path) => sum + path.length, 0)));
  const starts = new Uint32Array(new SharedArrayBuffer(4 * (files.length + 1)));
  const sizes = new Float64Array(new SharedArrayBuffer(8 * files.length));
  const changed = new Float64Array(new SharedArrayBuffer(8 * files.length));
  let start = 0;
  for (const [i, path] of encoded.entries()) {
    text.set(path, start);
    start += path.length;
    starts[i + 1] = start;
    sizes[i] = files[i]?.size ?? 0;
    changed[i] = files[i]?.changed ?? 0;
  }
  return { framing, root, text, starts, sizes, changed };
}

/** File `index` of a table. */
export function fileAt({ text, starts, sizes, changed }: FileTable, index: number): ImageFile {
  return {
    // A decoder takes no shared memory.
    path: Buffer.from(text.slice(starts[index] ?? 0, starts[index + 1] ?? 0)).toString('utf8'),
    size: sizes[index] ?? 0,
    changed: changed[index] ?? 0,
  };
}
