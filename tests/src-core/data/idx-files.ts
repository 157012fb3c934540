/** A file in MNIST's format, of unsigned bytes. */
export function idxFile(sizes: readonly number[], values: Uint8Array): Buffer {
  const header = Buffer.alloc(4 * (1 + sizes.length));
  header.writeUInt32BE(0x800 + sizes.length, 0);
  for (const [i, size] of sizes.entries()) header.writeUInt32BE(size, 4 * (1 + i));
  return Buffer.concat([header, values]);
}
