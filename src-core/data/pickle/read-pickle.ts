import { PickleCursor } from './pickle-cursor';
import { build, reduced } from './numpy-values';
import { PickleError, PickleName } from './pickle-values';
import type { PickleValue } from './pickle-values';

/** CIFAR's largest file takes about 300,000 operations and remembers 60,000 values. */
const MAX_OPERATIONS = 2_000_000;
const MAX_MEMO = 1_000_000;
/** CIFAR's files have one. */
const MAX_DICTIONARIES = 1_000;
const MAX_STACK = 1_000_000;
const MAX_KEY = 1_024;

/**
 * Reads a pickle of numbers, text, bytes, lists, dictionaries and numpy arrays, without running anything: of Python's pickle
 * machine (Lib/pickletools.py describes it) only the operations that such data need are known, and names of functions
 * and classes stay names, of which `numpy-values.ts` has the list. Memory is bounded by the file's size and fixed limits.
 *
 * @throws PickleError when the pickle is broken, too large or asks for anything else; the message completes "... cannot be
 * used: it ..."
 */
export function readPickle(bytes: Uint8Array): PickleValue {
  return new PickleMachine(new PickleCursor(bytes)).run();
}

class PickleMachine {
  private stack: PickleValue[] = [];
  /** Where the stack stood at each open MARK. */
  private readonly marks: number[] = [];
  private readonly memo = new Map<number, PickleValue>();
  private dictionaries = 0;
  /** Bytes that were made of text; no more than the file has. */
  private encoded = 0;

  constructor(private readonly cursor: PickleCursor) {}

  run(): PickleValue {
    for (let done = 0; done < MAX_OPERATIONS; done++) {
      const code = this.cursor.byte();
      if (code === 0x2e) return this.pop();
      this.operate(code);
      if (this.stack.length + this.marks.length > MAX_STACK) throw new PickleError('it piles up too many values');
    }
    throw new PickleError('it has too many operations');
  }

  private operate(code: number): void {
    const { cursor } = this;
    switch (code) {
      case 0x80: // PROTO
        if (cursor.byte() > 5) throw new PickleError('it is of a protocol newer than 5');
        return;
      case 0x95: // FRAME
        cursor.skip(8);
        return;
      case 0x28: // MARK
        this.marks.push(this.stack.length);
        return;
      case 0x30: // POP
        this.pop();
        return;
      case 0x31: // POP_MARK
        this.popToMark();
        return;
      case 0x4e: // NONE
        return this.push(null);
      case 0x88: // NEWTRUE
        return this.push(true);
      case 0x89: // NEWFALSE
        return this.push(false);
      case 0x4b: // BININT1
        return this.push(cursor.byte());
      case 0x4d: // BININT2
        return this.push(cursor.uint16());
      case 0x4a: // BININT
        return this.push(cursor.int32());
      case 0x8a: // LONG1
        return this.push(cursor.long());
      case 0x47: // BINFLOAT
        return this.push(cursor.float());
      case 0x55: // SHORT_BINSTRING
      case 0x43: // SHORT_BINBYTES
        return this.push(cursor.bytes(cursor.byte()));
      case 0x54: // BINSTRING
      case 0x42: // BINBYTES
        return this.push(cursor.bytes(cursor.uint32()));
      case 0x8e: // BINBYTES8
      case 0x96: // BYTEARRAY8
        return this.push(cursor.bytes(cursor.uint64()));
      case 0x8c: // SHORT_BINUNICODE
        return this.push(cursor.text(cursor.byte()));
      case 0x58: // BINUNICODE
        return this.push(cursor.text(cursor.uint32()));
      case 0x8d: // BINUNICODE8
        return this.push(cursor.text(cursor.uint64()));
      case 0x5d: // EMPTY_LIST
      case 0x29: // EMPTY_TUPLE
        return this.push([]);
      case 0x7d: // EMPTY_DICT
        if (++this.dictionaries > MAX_DICTIONARIES) throw new PickleError('it has too many dictionaries');
        return this.push(new Map());
      case 0x74: // TUPLE
        return this.push(this.popToMark());
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        return this.push(this.popMany(code - 0x84));
      case 0x61: // APPEND
        return this.append(this.popMany(1));
      case 0x65: // APPENDS
        return this.append(this.popToMark());
      case 0x73: // SETITEM
        return this.setItems(this.popMany(2));
      case 0x75: // SETITEMS
        return this.setItems(this.popToMark());
      case 0x71: // BINPUT
        return this.remember(cursor.byte());
      case 0x72: // LONG_BINPUT
        return this.remember(cursor.uint32());
      case 0x94: // MEMOIZE
        return this.remember(this.memo.size);
      case 0x68: // BINGET
        return this.recall(cursor.byte());
      case 0x6a: // LONG_BINGET
        return this.recall(cursor.uint32());
      case 0x63: // GLOBAL
        return this.push(new PickleName(cursor.line(), cursor.line()));
      case 0x93: // STACK_GLOBAL
        return this.pushName(this.popMany(2));
      case 0x52: // REDUCE
        return this.reduce(this.popMany(2));
      case 0x62: // BUILD
        return this.build(this.pop());
      default:
        throw new PickleError(`it has an operation that data files have no need of (0x${code.toString(16)})`);
    }
  }

  private push(value: PickleValue): void {
    this.stack.push(value);
  }

  private pop(): PickleValue {
    const [value] = this.popMany(1);
    return value ?? null;
  }

  /** The `count` values on top, the deepest first. */
  private popMany(count: number): PickleValue[] {
    if (this.stack.length - count < (this.marks.at(-1) ?? 0)) throw new PickleError('it is damaged');
    return this.stack.splice(this.stack.length - count);
  }

  private popToMark(): PickleValue[] {
    const mark = this.marks.pop();
    if (mark === undefined) throw new PickleError('it is damaged');
    return this.stack.splice(mark);
  }

  private top(): PickleValue | undefined {
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) throw new PickleError('it is damaged');
    return this.stack.at(-1);
  }

  private append(items: readonly PickleValue[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw new PickleError('it is damaged');
    for (const item of items) list.push(item);
  }

  private setItems(items: readonly PickleValue[]): void {
    const target = this.top();
    if (!(target instanceof Map) || items.length % 2 !== 0) throw new PickleError('it is damaged');
    for (let i = 0; i < items.length; i += 2) target.set(keyOf(items[i]), items[i + 1] ?? null);
  }

  private remember(place: number): void {
    const value = this.top();
    if (value === undefined) throw new PickleError('it is damaged');
    this.memo.set(place, value);
    if (this.memo.size > MAX_MEMO) throw new PickleError('it remembers too many values');
  }

  private recall(place: number): void {
    const value = this.memo.get(place);
    if (value === undefined) throw new PickleError('it is damaged');
    this.push(value);
  }

  private pushName([module, name]: readonly PickleValue[]): void {
    if (typeof module !== 'string' || typeof name !== 'string') throw new PickleError('it is damaged');
    this.push(new PickleName(module, name));
  }

  private reduce([callable, args]: readonly PickleValue[]): void {
    if (!Array.isArray(args)) throw new PickleError('it is damaged');
    const value = reduced(callable, args);
    if (value instanceof Uint8Array) this.encoded += value.length;
    if (this.encoded > this.cursor.size) throw new PickleError('it repeats its content too often');
    this.push(value);
  }

  private build(state: PickleValue): void {
    build(this.top(), state);
  }
}

function keyOf(value: PickleValue | undefined): string {
  if (value instanceof Uint8Array && value.length <= MAX_KEY) return Buffer.from(value).toString('latin1');
  if (typeof value === 'string' && value.length <= MAX_KEY) return value;
  if (typeof value === 'number') return String(value);
  throw new PickleError('one of its dictionaries has keys other than names');
}
