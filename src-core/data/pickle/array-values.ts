import { NumpyArray, PickleError } from './pickle-values';
import type { PickleValue } from './pickle-values';

/** How integers of numpy's types are read. */
const READERS: Readonly<
  Record<string, { readonly bytes: number; read(view: DataView, at: number, little: boolean): number }>
> = {
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  i2: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  u2: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  i4: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  u4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  i8: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
};
const MAX_INTEGERS = 1_000_000;

/**
 * The bytes of an array of bytes, the last index varying fastest.
 * @throws PickleError when the value is anything else
 */
export function bytesOf(value: PickleValue | undefined): {
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
} {
  const content = value instanceof NumpyArray ? value.content : null;
  if (content?.type.code !== 'u1') throw new PickleError('it has no array of bytes named data');
  const { shape, bytes, fortran } = content;
  const length = shape.reduce((product, size) => product * size, 1);
  if (length !== bytes.length) throw new PickleError("its data do not have their array's size");
  const [rows = 0, columns = 0] = shape;
  return { shape, bytes: fortran && shape.length === 2 ? transposed(bytes, rows, columns) : bytes };
}

/**
 * The integers of a list or of an array.
 * @throws PickleError when the value is anything else
 */
export function integersOf(value: PickleValue | undefined): number[] {
  if (value instanceof NumpyArray && value.content !== null) {
    const { type, bytes } = value.content;
    const reader = READERS[type.code];
    if (reader === undefined) throw new PickleError('its labels are not integers');
    if (bytes.length > MAX_INTEGERS * reader.bytes) throw new PickleError('it has too many labels');
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: Math.floor(bytes.length / reader.bytes) }, (_, i) =>
      reader.read(view, i * reader.bytes, type.byteOrder !== '>'),
    );
  }
  if (!Array.isArray(value)) throw new PickleError('it has no list of labels');
  return value.map((item) => {
    if (typeof item !== 'number' || !Number.isInteger(item)) throw new PickleError('its labels are not integers');
    return item;
  });
}

/**
 * A list of text, pickled as text or as bytes.
 * @throws PickleError when the value is anything else
 */
export function textsOf(value: PickleValue | undefined): string[] {
  if (!Array.isArray(value)) throw new PickleError('it has no list of class names');
  return value.map((item) => {
    if (typeof item === 'string') return item;
    if (item instanceof Uint8Array && item.length <= 1_024) return Buffer.from(item).toString('utf8');
    throw new PickleError('its class names are not text');
  });
}

/** From `[columns, rows]` to `[rows, columns]`. */
function transposed(bytes: Uint8Array, rows: number, columns: number): Uint8Array {
  const target = new Uint8Array(bytes.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) target[row * columns + column] = bytes[column * rows + row] ?? 0;
  }
  return target;
}
