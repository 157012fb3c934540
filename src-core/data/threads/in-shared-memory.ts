import type { Labels } from '../image-dataset';
import type { SourceOptions } from './thread-messages';

/** The same options with all large arrays in shared memory, so that every thread sees them without a copy. */
export function inSharedMemory(options: SourceOptions): SourceOptions {
  const { split, indices } = options;
  const images = isShared(split.images) ? split.images : sharedCopy(split.images, Uint8Array);
  const labels: Labels = isShared(split.labels)
    ? split.labels
    : split.labels instanceof Uint16Array
      ? sharedCopy(split.labels, Uint16Array)
      : sharedCopy(split.labels, Uint8Array);
  return {
    ...options,
    split: { ...split, images, labels },
    indices: isShared(indices) ? indices : sharedCopy(indices, Uint32Array),
  };
}

function isShared({ buffer }: ArrayBufferView): boolean {
  return buffer instanceof SharedArrayBuffer;
}

function sharedCopy<T extends { set(values: ArrayLike<number>): void }>(
  values: ArrayLike<number> & { readonly byteLength: number },
  Kind: new (buffer: SharedArrayBuffer) => T,
): T {
  const copy = new Kind(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
