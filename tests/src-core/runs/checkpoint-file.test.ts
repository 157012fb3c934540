import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readCheckpointFile, writeCheckpointFile } from '../../../src-core/runs/checkpoint-file';
import { NewerCheckpoint } from '../../../src-core/runs/checkpoint-format';
import { UserError } from '../../../src-core/user-error';
import { exampleCheckpoint } from './example-checkpoint';
import { temporaryFolder } from '../../temporary-folder';

/** A file with any head, and a digest that matches: what only a program can make. */
function forge(head: string | Buffer, tensorBytes = 0, length = BigInt(Buffer.byteLength(head))): string {
  const prefix = Buffer.alloc(16);
  prefix.write('DARTCKPT', 'latin1');
  prefix.writeBigUInt64LE(length, 8);
  const body = Buffer.concat([prefix, Buffer.from(head), Buffer.alloc(tensorBytes)]);
  const path = join(temporaryFolder(), 'forged.ckpt');
  writeFileSync(path, Buffer.concat([body, createHash('sha256').update(body).digest()]));
  return path;
}

function headOf(tensors: unknown, change: object = {}): string {
  return JSON.stringify({ format: 'dartboard-checkpoint', version: 1, header: {}, tensors, ...change });
}

const tensor = (change: object = {}): object => ({ name: 'w', type: 'float32', shape: [2], ...change });

describe('a checkpoint file', () => {
  it('gives back what was written, for any header, names, shapes and numbers', () => {
    const path = join(temporaryFolder(), 'a.ckpt');
    const values = fc.oneof(fc.float32Array({ maxLength: 20 }), fc.int32Array({ maxLength: 20 }));
    const tensors = fc.dictionary(
      fc.stringMatching(/^[A-Za-z][\w./-]{0,20}$/),
      values.map((numbers) => ({ shape: [1, numbers.length], values: numbers })),
    );
    const header = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));
    fc.assert(
      fc.property(header, tensors, (content, named) => {
        const bytes = writeCheckpointFile(path, { header: content, tensors: named });
        expect(bytes).toBe(readFileSync(path).length);
        const read = readCheckpointFile(path);
        expect(read.header).toEqual(content);
        expect(Object.entries(read.tensors)).toEqual(Object.entries(named));
      }),
    );
  });

  it('is a function of its content alone', () => {
    const root = temporaryFolder();
    for (const name of ['a', 'b']) writeCheckpointFile(join(root, name), exampleCheckpoint(3));
    expect(readFileSync(join(root, 'a'))).toEqual(readFileSync(join(root, 'b')));
    expect(readdirSync(root)).toEqual(['a', 'b']);
  });

  it('is refused whatever single bit is turned over, and wherever it is cut', () => {
    const path = join(temporaryFolder(), 'a.ckpt');
    writeCheckpointFile(path, exampleCheckpoint(3));
    const whole = readFileSync(path);
    for (let bit = 0; bit < 8 * whole.length; bit++) {
      const damaged = Buffer.from(whole);
      damaged[bit >> 3] = (whole[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      writeFileSync(path, damaged);
      expect(() => readCheckpointFile(path), `bit ${bit}`).toThrow(UserError);
    }
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      expect(() => readCheckpointFile(path), `length ${length}`).toThrow(UserError);
    }
    writeFileSync(path, Buffer.concat([whole, Buffer.of(0)]));
    expect(() => readCheckpointFile(path)).toThrow(/bytes long where its head says/);
  });

  it.each([
    ['no bytes', () => writeTo(Buffer.alloc(0)), 'it is only 0 bytes long'],
    ['zeros', () => writeTo(Buffer.alloc(4_096)), 'it is not a checkpoint, or its beginning is damaged'],
    [
      'a head of 2^63 bytes',
      () => forge(headOf([]), 0, 2n ** 63n),
      'its head cannot be 9223372036854775808 bytes long',
    ],
    ['a head of 100 MB', () => forge(' '.repeat(100_000_000)), 'its head cannot be 100000000 bytes long'],
    ['a head that is no JSON', () => forge('{"format":'), 'its head is not valid JSON'],
    ['a head that is no text', () => forge(Buffer.of(0xff, 0xfe, 0x22)), 'its head is not valid JSON'],
    ['a head that is a list', () => forge('[]'), 'its head is damaged'],
    ['a key twice', () => forge(headOf([]).replace('"version"', '"version":1,"version"')), 'not in the form'],
    ['blanks', () => forge(headOf([]).replace(',', ' ,')), 'not in the form'],
    ['deep JSON', () => forge('['.repeat(100_000) + ']'.repeat(100_000)), /not in the form|damaged|not valid/],
    ['an unknown field', () => forge(headOf([], { more: 1 })), 'its head is damaged'],
    ['a name twice', () => forge(headOf([tensor(), tensor()]), 16), 'a name comes twice'],
    ['__proto__', () => forge(headOf([tensor({ name: '__proto__' })]), 8), 'its head is damaged'],
    ['an unknown type', () => forge(headOf([tensor({ type: 'float64' })]), 16), 'its head is damaged'],
    ['a negative side', () => forge(headOf([tensor({ shape: [-2, -1] })]), 8), 'its head is damaged'],
    ['half a side', () => forge(headOf([tensor({ shape: [0.5] })]), 2), 'its head is damaged'],
    ['a side as text', () => forge(headOf([tensor({ shape: ['2'] })]), 8), 'its head is damaged'],
    ['an overflowing shape', () => forge(headOf([tensor({ shape: Array(8).fill(2 ** 53 - 1) })]), 8), 'its head says'],
    ['more tensors than bytes', () => forge(headOf([tensor({ shape: [1_000_000_000] })]), 8), 'its head says 4000000'],
    ['bytes of no tensor', () => forge(headOf([tensor()]), 12), 'its head says'],
  ])('is refused with %s, at once and without taking memory', (_case, make, sentence) => {
    const path = make();
    const before = process.memoryUsage().arrayBuffers;
    expect(() => readCheckpointFile(path)).toThrow(UserError);
    expect(() => readCheckpointFile(path)).toThrow(sentence);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000);
  });

  it('is refused larger than it could ever be, before it is read', () => {
    const path = forge(headOf([]));
    // A hole: it takes no room on the disk.
    truncateSync(path, 5 * 2 ** 30);
    expect(() => readCheckpointFile(path)).toThrow('it is too large: 5368709120 bytes');
  });

  it('of a later version is told apart from a damaged one', () => {
    const path = forge(headOf([], { version: 2, added: true }));
    expect(() => readCheckpointFile(path)).toThrow(NewerCheckpoint);
  });

  it('is not a pipe, a folder or a link', () => {
    const root = temporaryFolder();
    execFileSync('mkfifo', [join(root, 'pipe')]);
    mkdirSync(join(root, 'folder'));
    writeCheckpointFile(join(root, 'a.ckpt'), exampleCheckpoint(1));
    symlinkSync(join(root, 'a.ckpt'), join(root, 'link'));
    for (const name of ['pipe', 'folder', 'link', 'nowhere']) {
      expect(() => readCheckpointFile(join(root, name))).toThrow(UserError);
    }
  });

  it('does not follow a link that lies where its temporary file goes', () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'precious'), 'as it was');
    symlinkSync(join(root, 'precious'), join(root, 'a.ckpt.tmp'));
    writeCheckpointFile(join(root, 'a.ckpt'), exampleCheckpoint(1));
    expect(readFileSync(join(root, 'precious'), 'utf8')).toBe('as it was');
  });

  it('keeps no number that JSON has not', () => {
    const path = join(temporaryFolder(), 'a.ckpt');
    const write = (): unknown => writeCheckpointFile(path, { header: { loss: Number.NaN }, tensors: {} });
    expect(write).toThrow('A checkpoint cannot keep loss NaN.');
    rmSync(path, { force: true });
  });
});

function writeTo(content: Buffer): string {
  const path = join(temporaryFolder(), 'a.ckpt');
  writeFileSync(path, content);
  return path;
}
