/** Bytes that worker threads can be given without a copy. */
export function sharedBytes(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}

/** Room for the labels of `count` images, shared as well. */
export function sharedLabels(count: number, classes: number): Uint8Array | Uint16Array {
  return classes <= 256
    ? new Uint8Array(new SharedArrayBuffer(count))
    : new Uint16Array(new SharedArrayBuffer(2 * count));
}
