import { PickleError } from './pickle-values';

/** Names of modules and functions are shorter than this. */
const MAX_LINE = 256;
/** No text in a data file is longer than an array's bytes written as text. */
const MAX_TEXT = 268_435_456;
/** Integers of more bytes than this are beyond what a number holds exactly. */
const MAX_LONG_BYTES = 8;

/** Reads a pickle's arguments, never beyond its end. Numbers are little-endian. */
export class PickleCursor {
  private at = 0;
  private readonly view: DataView;

  constructor(private readonly content: Uint8Array) {
    this.view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  }

  /** Of the whole pickle, in bytes. */
  get size(): number {
    return this.content.length;
  }

  byte(): number {
    return this.view.getUint8(this.take(1));
  }

  uint16(): number {
    return this.view.getUint16(this.take(2), true);
  }

  int32(): number {
    return this.view.getInt32(this.take(4), true);
  }

  uint32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  uint64(): number {
    const value = this.view.getBigUint64(this.take(8), true);
    if (value > BigInt(this.content.length)) throw new PickleError('it is cut off');
    return Number(value);
  }

  float(): number {
    return this.view.getFloat64(this.take(8), false);
  }

  /** An integer of up to eight bytes after a byte that counts them. */
  long(): number {
    const length = this.byte();
    if (length > MAX_LONG_BYTES) throw new PickleError('it has a number that is too large');
    const start = this.take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.view.getUint8(start + i));
    const number = Number(length === 0 ? 0n : BigInt.asIntN(8 * length, value));
    if (!Number.isSafeInteger(number)) throw new PickleError('it has a number that is too large');
    return number;
  }

  /** A view, not a copy. */
  bytes(length: number): Uint8Array {
    const start = this.take(length);
    return this.content.subarray(start, start + length);
  }

  /** UTF-8. */
  text(length: number): string {
    if (length > MAX_TEXT) throw new PickleError('it has a text that is too long');
    return new TextDecoder().decode(this.bytes(length));
  }

  /** Text up to the next line feed. */
  line(): string {
    const end = this.content.subarray(this.at, this.at + MAX_LINE).indexOf(0x0a);
    if (end < 0) throw new PickleError('it is damaged');
    const text = this.text(end);
    this.skip(1);
    return text;
  }

  skip(length: number): void {
    this.take(length);
  }

  private take(length: number): number {
    const start = this.at;
    if (length > this.content.length - start) throw new PickleError('it is cut off');
    this.at += length;
    return start;
  }
}
