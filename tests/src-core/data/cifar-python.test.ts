import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { openDataset } from '../../../src-core/data/open-dataset';
import { pickleOf, pickleSample, pickleSampleNames, python2String } from './pickle-samples';
import { openingFailure } from './opening-failure';
import { temporaryFolder } from '../../temporary-folder';

const open = (path: string) => openDataset({ kind: 'folder', path });

describe("CIFAR's Python version", () => {
  it('is read in every protocol, from numpy 1 and 2, with keys as bytes and as text', async () => {
    for (const name of await pickleSampleNames()) {
      const folder = temporaryFolder();
      const hundred = name.includes('text');
      await writeFile(join(folder, hundred ? 'train' : 'data_batch_1'), await pickleSample(name));
      if (hundred) await writeFile(join(folder, 'meta'), metaOf(100, 'fine_label_names'));
      const { facts, train, test } = await open(folder);
      expect([name, facts.format]).toEqual([name, hundred ? 'cifar-100-python' : 'cifar-10-python']);
      expect([...train.labels]).toEqual([3, 1, 0, hundred ? 99 : 9]);
      expect(facts.classNames[3]).toBe(hundred ? 'kind 3' : 'class 3');
      expect(test.count).toBe(0);
      // As make-fixtures.py writes them: the third image is 20, 21, 22 but for the red of row 0, column 5.
      expect([...train.images.subarray(2 * 3072 + 4 * 3, 2 * 3072 + 6 * 3)]).toEqual([20, 21, 22, 255, 21, 22]);
      expect([...train.images.subarray(4 * 3072 - 3)]).toEqual([30, 31, 32]);
    }
  });

  it('is read as Python 2 wrote it', async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'data_batch_1'), python2Batch([0, 1], [5, 6]));
    await writeFile(join(folder, 'test_batch'), python2Batch([1], [7]));
    await writeFile(join(folder, 'batches.meta'), metaOf(10, 'label_names'));
    const { facts, train, test } = await open(folder);
    expect(facts).toMatchObject({ format: 'cifar-10-python', trainImages: 2, testImages: 1 });
    expect(facts.classNames[9]).toBe('kind 9');
    expect([[...train.labels], train.images[0], train.images[3072], test.images[0]]).toEqual([[0, 1], 5, 6, 7]);
  });

  it('runs nothing: whatever asks for a function is refused by name', async () => {
    const folder = temporaryFolder();
    const proof = join(folder, 'executed');
    const path = join(folder, 'data_batch_1');
    const command = `touch ${proof}`;
    const attacks: readonly (readonly [Buffer, string])[] = [
      [pickleOf(0x80, 2, 'cposix\nsystem\n', '(', text(command), 't', 'R', '.'), 'asks for posix.system to be run'],
      [pickleOf(0x80, 4, shortText('os'), shortText('system'), 0x93, text(command), 0x85, 'R', '.'), 'os.system'],
      [pickleOf('(', text(command), 'iposix\nsystem\n.'), 'an operation that data files have no need of (0x69)'],
      [pickleOf(0x80, 2, 'c__builtin__\neval\n', text('1'), 0x85, 0x81, '.'), '(0x81)'],
      [pickleOf(0x80, 2, 'cnumpy\nndarray\n', '(t', 0x81, '}', 'b', '.'), '(0x81)'],
      [pickleOf(0x80, 2, 'ccodecs\nencode\n', text('x'), text('rot13'), 0x86, 'R', '.'), 'codecs.encode'],
      [pickleOf(0x80, 2, 'cnumpy\nndarray\n', '}b.'), 'sets the state of an object'],
      [pickleOf(0x80, 5, 0x97, '.'), '(0x97)'],
      [pickleOf('P', 'persistent\n', '.'), '(0x50)'],
    ];
    for (const [pickle, part] of attacks) {
      await writeFile(path, pickle);
      const message = await openingFailure(folder);
      expect(message).toContain(`${path} cannot be used as CIFAR-10's Python version: it `);
      expect(message).toContain(part);
      expect(message).toContain('Nothing of it was run');
    }
    expect(existsSync(proof)).toBe(false);
    // The first of them is no empty threat.
    await writeFile(path, attacks[0]?.[0] ?? '');
    execFileSync('python3', ['-c', 'import pickle, sys; pickle.load(open(sys.argv[1], "rb"))', path]);
    expect(existsSync(proof)).toBe(true);
  });

  it('stays small, whatever a pickle builds of itself', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'data_batch_1');
    const bombs: readonly Buffer[] = [
      pickleOf(0x80, 2, Buffer.alloc(3_000_000, ']')),
      pickleOf(0x80, 2, Buffer.alloc(3_000_000, '}')),
      pickleOf(0x80, 2, Buffer.alloc(3_000_000, '(')),
      // A list that holds itself, and is doubled again and again.
      pickleOf(']q\0', 'h\0a', Buffer.concat(Array.from({ length: 500_000 }, () => Buffer.from('(h\0h\0e'))), '.'),
      // The same megabyte of text, turned into bytes a thousand times.
      pickleOf(
        'c_codecs\nencode\nq\0',
        'X',
        uint32(1_000_000),
        Buffer.alloc(1_000_000, 'a'),
        'q\x01',
        text('latin1'),
        'q\x02',
        ...Array.from({ length: 1_000 }, () => Buffer.from('h\0h\x01h\x02\x86R', 'latin1')),
      ),
      pickleOf(
        0x80,
        2,
        ']',
        Buffer.concat(Array.from({ length: 1_500_000 }, (_, i) => Buffer.concat([Buffer.from('r'), uint32(i)]))),
      ),
    ];
    const before = process.memoryUsage().rss;
    for (const bomb of bombs) {
      await writeFile(path, bomb);
      expect(await openingFailure(folder)).toContain('cannot be used');
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(400e6);
    await truncate(path, 500_000_000);
    expect(await openingFailure(folder)).toContain('it is too large');
  });

  it.each([
    [[0, 200], [1, 2], 'it has label 200 for image 2, but labels go from 0 to 9'],
    [[0], [1, 2], 'it has 2 images, but 1 labels'],
  ])('says what is wrong in it (%#)', async (labels, shades, part) => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'data_batch_1'), python2Batch(labels, shades));
    expect(await openingFailure(folder)).toContain(part);
  });

  it('says that it is cut off, is no dictionary, or lacks its data', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'data_batch_1');
    const whole = python2Batch([0, 1], [1, 2]);
    for (const [content, part] of [
      [whole.subarray(0, 4000), 'it is cut off'],
      [Buffer.alloc(0), 'it is cut off'],
      [pickleOf(']', '.'), 'it is not a dictionary'],
      [pickleOf('}', '.'), 'it has no array of bytes named data'],
      [Buffer.from('not a pickle'), 'data files have no need of'],
    ] as const) {
      await writeFile(path, content);
      expect(await openingFailure(folder)).toContain(part);
    }
  });
});

/** A batch as the file of 2009 has it: protocol 2, its text as Python 2's strings. */
function python2Batch(labels: readonly number[], shades: readonly number[]): Buffer {
  const data = Buffer.concat(shades.map((shade) => Buffer.alloc(3072, shade)));
  return pickleOf(
    ...[0x80, 2, '}q\x01(', python2String('data'), 'q\x02'],
    ...[
      'cnumpy.core.multiarray\n_reconstruct\nq\x03',
      'cnumpy\nndarray\nq\x04',
      'K\0\x85',
      python2String('b'),
      '\x87R',
    ],
    ...['(K\x01', 'K', shades.length, 'M\x00\x0c\x86', 'cnumpy\ndtype\n', python2String('u1'), 'K\0K\x01\x87R'],
    ...['(K\x03', python2String('|'), 'NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb', '\x89', python2String(data), 'tb'],
    ...[python2String('labels'), ']', '(', ...labels.flatMap((label) => ['K', label]), 'e', 'u.'],
  );
}

function metaOf(classes: number, key: string): Buffer {
  const names = Array.from({ length: classes }, (_, i) => python2String(`kind ${i}`));
  return pickleOf(0x80, 2, '}', python2String(key), '](', ...names, 'es.');
}

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const text = (content: string): Buffer => pickleOf('X', uint32(content.length), content);
const shortText = (content: string): Buffer => pickleOf(0x8c, content.length, content);
