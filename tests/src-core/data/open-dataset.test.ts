import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';

import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

import { DatasetFactsSchema } from '../../../src-core/data/dataset-facts';
import { openDataset } from '../../../src-core/data/open-dataset';
import { cifarRecords, RECORD, writeCifar, writeCifar100 } from './cifar-files';
import { openingFailure } from './opening-failure';
import { temporaryFolder } from '../../temporary-folder';

const REAL = resolve('../shared/data/cifar-10-small');
const open = (path: string) => openDataset({ kind: 'folder', path });

describe('openDataset', () => {
  it('reads all records of all batches, in order', async () => {
    const folder = temporaryFolder();
    await writeCifar(folder);
    const { facts, train, test } = await open(folder);
    expect(v.parse(DatasetFactsSchema, facts)).toEqual(facts);
    expect(facts).toMatchObject({
      format: 'cifar-10-binary',
      classNames: Array.from({ length: 10 }, (_, label) => `kind ${label}`),
      trainPerClass: Array.from({ length: 10 }, () => 3),
      trainImages: 30,
      testImages: 5,
      height: 32,
      width: 32,
      channels: 3,
    });
    expect([...train.labels.subarray(8, 12)]).toEqual([8, 9, 0, 1]);
    expect([...test.labels]).toEqual([3, 1, 4, 1, 5]);
    // Row 2, column 5 of record 21: bytes 1 + c * 1024 + 2 * 32 + 5 of the record.
    const record = cifarRecords([1], 21);
    const pixel = 21 * 3072 + (2 * 32 + 5) * 3;
    expect([...train.images.subarray(pixel, pixel + 3)]).toEqual([record[70], record[1094], record[2118]]);
  });

  it('sorts batches by number, not by letter', async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'data_batch_10.bin'), cifarRecords([1]));
    await writeFile(join(folder, 'data_batch_9.bin'), cifarRecords([0]));
    expect([...(await open(folder)).train.labels]).toEqual([0, 1]);
  });

  it('numbers the classes and has no test split when those files are not there', async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'data_batch_1.bin'), cifarRecords([0, 9]));
    const { facts, test } = await open(folder);
    expect(facts.classNames.slice(0, 2)).toEqual(['class 0', 'class 1']);
    expect(facts.trainPerClass).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(test.count).toBe(0);
  });

  it('finds the unpacked archive in the folder above it', async () => {
    const parent = temporaryFolder();
    const folder = join(parent, 'cifar-10-batches-bin');
    await mkdir(folder);
    await writeCifar(folder);
    expect((await open(parent)).facts.trainImages).toBe(30);
  });

  it('follows links to files inside the folder, and the folder itself may be a link', async () => {
    const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()];
    await writeFile(join(folder, 'images.bin'), cifarRecords([0, 1]));
    await symlink('images.bin', join(folder, 'data_batch_1.bin'));
    expect((await open(folder)).facts.trainImages).toBe(2);
    await symlink(folder, join(elsewhere, 'link'));
    expect((await open(join(elsewhere, 'link'))).facts.trainImages).toBe(2);
  });

  it('reads CIFAR-100, where the second byte of a record is its class', async () => {
    const folder = temporaryFolder();
    await writeCifar100(folder);
    const { facts, train, test } = await open(folder);
    expect(v.parse(DatasetFactsSchema, facts)).toEqual(facts);
    expect(facts).toMatchObject({ format: 'cifar-100-binary', trainImages: 3, testImages: 2 });
    expect(facts.classNames).toHaveLength(100);
    expect(facts.classNames[99]).toBe('class 99');
    expect([...train.labels]).toEqual([99, 0, 7]);
    expect([...test.labels]).toEqual([5, 7]);
    // Red, green and blue of the second image's first pixel.
    const record = cifarRecords([0], 1);
    expect([...train.images.subarray(3072, 3075)]).toEqual([record[1], record[1025], record[2049]]);
    await writeFile(
      join(folder, 'fine_label_names.txt'),
      Array.from({ length: 100 }, (_, i) => `kind ${i}`).join('\n'),
    );
    expect((await open(folder)).facts.classNames[99]).toBe('kind 99');
  });

  it('tells of images that are in both splits, of images that occur twice, and of small classes', async () => {
    const folder = temporaryFolder();
    const many = Array.from({ length: 20 }, () => 0);
    await writeFile(join(folder, 'data_batch_1.bin'), cifarRecords([...many, 1]));
    await writeFile(join(folder, 'data_batch_2.bin'), cifarRecords([0, 0], 7));
    await writeFile(join(folder, 'test_batch.bin'), cifarRecords([0, 1], 20));
    const { warnings } = await open(folder);
    expect(warnings.map(({ kind, message }) => [kind, message])).toEqual([
      [
        'imbalance',
        'Some classes have few training images, where the largest has 22: class 1 (1), class 2 (0), class 3 (0) and 6 more.',
      ],
      ['duplicates', 'Test images that are training images as well: test image 1 (as training image 21).'],
      [
        'duplicates',
        'Training images that occur more than once: training image 22 (as training image 8), training image 23 (as training image 9).',
      ],
    ]);
  });

  it('gives the same data the same fingerprint, wherever it is, and other data another', async () => {
    const [folder, copy] = [temporaryFolder(), temporaryFolder()];
    await writeCifar(folder);
    await writeCifar(copy);
    const { fingerprint } = (await open(folder)).facts;
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect((await open(copy)).facts.fingerprint).toBe(fingerprint);
    const bytes = await readFile(join(copy, 'data_batch_2.bin'));
    bytes[500] = (bytes[500] ?? 0) ^ 1;
    await writeFile(join(copy, 'data_batch_2.bin'), bytes);
    expect((await open(copy)).facts.fingerprint).not.toBe(fingerprint);
  });

  it.runIf(existsSync(REAL))('reads real CIFAR-10', async () => {
    const { facts, mean, std } = await open(REAL);
    expect(facts).toMatchObject({ trainImages: 5085, testImages: 1017, name: 'cifar-10-small' });
    expect(facts.classNames[9]).toBe('truck');
    expect(facts.trainPerClass.reduce((sum, count) => sum + count, 0)).toBe(5085);
    // The whole training set has 0.4914, 0.4822, 0.4465 and 0.2470, 0.2435, 0.2616; this is a tenth of it.
    for (const [channel, expected] of [0.4914, 0.4822, 0.4465].entries())
      expect(mean[channel]).toBeCloseTo(expected, 2);
    for (const [channel, expected] of [0.247, 0.2435, 0.2616].entries()) expect(std[channel]).toBeCloseTo(expected, 2);
  });

  it('draws the demo set', async () => {
    const { facts } = await openDataset({ kind: 'demo' });
    expect(facts).toMatchObject({ format: 'demo', trainImages: 2000, testImages: 500 });
    expect(facts.trainPerClass).toEqual(Array.from({ length: 10 }, () => 200));
  });
});

describe('openDataset says in one sentence', () => {
  it('that a folder is gone', async () => {
    const folder = temporaryFolder();
    await rm(folder, { recursive: true });
    expect(await openingFailure(folder)).toBe(
      `${folder} does not exist: it may have been moved, renamed or deleted, or its disk is not connected; choose it again.`,
    );
  });

  it('that a file is not a folder', async () => {
    const file = join(temporaryFolder(), 'data_batch_1.bin');
    await writeFile(file, cifarRecords([0, 1]));
    expect(await openingFailure(file)).toBe(
      `${file} is a file, not a folder: choose the folder that the data files are in.`,
    );
    expect(await openingFailure(join(file, 'deeper'))).toContain('is a file, not a folder');
  });

  it('that a folder is empty', async () => {
    const folder = temporaryFolder();
    expect(await openingFailure(folder)).toBe(
      `${folder} is empty: choose a folder with one folder of pictures for each class, or one with the files of CIFAR-10, CIFAR-100 or MNIST.`,
    );
  });

  it.each([
    [['notes.txt'], 'holds no data set of a known form'],
    [['cifar-10-binary.tar.gz'], 'holds an archive that is still packed'],
    [['cat.jpg', 'dog.png'], 'has pictures, but no folders that tell their classes'],
  ])('what a folder with %j is instead', async (names, part) => {
    const folder = temporaryFolder();
    for (const name of names) await writeFile(join(folder, name), 'x');
    expect(await openingFailure(folder)).toContain(`${folder} ${part}`);
  });

  it.each([RECORD - 1, RECORD + 2, 1, 2 * RECORD - 100])('that a file of %i bytes is truncated', async (size) => {
    const folder = temporaryFolder();
    await writeCifar(folder);
    const path = join(folder, 'data_batch_2.bin');
    await truncate(path, size);
    expect(await openingFailure(folder)).toBe(
      `${path} is truncated or not in CIFAR-10's binary layout: its ${size.toLocaleString('en')} bytes are not a whole number of 3,073-byte records; download or copy it again.`,
    );
  });

  it('that a file is empty', async () => {
    const folder = temporaryFolder();
    await writeCifar(folder);
    await truncate(join(folder, 'test_batch.bin'), 0);
    expect(await openingFailure(folder)).toBe(`${join(folder, 'test_batch.bin')} is empty: download or copy it again.`);
  });

  it('that a label is out of range, and in which record', async () => {
    const folder = temporaryFolder();
    await writeCifar(folder);
    const path = join(folder, 'data_batch_1.bin');
    await writeFile(path, cifarRecords([0, 1, 200, 3]));
    expect(await openingFailure(folder)).toContain(`${path} has label 200 in record 3, but labels go from 0 to 9`);
  });

  it('that records are those of CIFAR-100', async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'data_batch_1.bin'), new Uint8Array(5 * 3074));
    expect(await openingFailure(folder)).toContain(
      'data_batch_1.bin holds records of CIFAR-100 (3,074 bytes each) under a name of CIFAR-10',
    );
  });

  it('that records under a name of CIFAR-100 are those of CIFAR-10', async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'train.bin'), cifarRecords([0, 1, 2]));
    expect(await openingFailure(folder)).toContain('train.bin holds records of CIFAR-10 (3,073 bytes each)');
  });

  it('that all images are of one class', async () => {
    const folder = temporaryFolder();
    await writeCifar(folder);
    await rm(join(folder, 'data_batch_2.bin'));
    await writeFile(join(folder, 'data_batch_1.bin'), cifarRecords([7, 7, 7]));
    const message = await openingFailure(folder);
    expect(message).toContain('All 3 training images of');
    expect(message).toContain('are of one class (kind 7): choose a data set with at least two classes.');
  });

  it.each([
    ['', 'it has 0'],
    ['only one\n', 'it has 1'],
    [Array.from({ length: 257 }, (_, i) => `c${i}`).join('\n'), 'it has 257'],
    [`a\n${'b'.repeat(101)}`, 'one of its lines is too long'],
    ['x\n'.repeat(40_000), 'it is too long'],
  ])('that class names are malformed (%#)', async (text, part) => {
    const folder = temporaryFolder();
    await writeCifar(folder);
    await writeFile(join(folder, 'batches.meta.txt'), text);
    expect(await openingFailure(folder)).toContain(
      `${join(folder, 'batches.meta.txt')} should have 2 to 256 class names, one a line, but ${part}`,
    );
  });

  it('that a folder stands where a file should, without hanging on a pipe, a socket or a link to itself', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'data_batch_1.bin');
    await mkdir(path);
    expect(await openingFailure(folder)).toContain(`${path} is not a file that holds data`);
    await rm(path, { recursive: true });

    execFileSync('mkfifo', [path]);
    expect(await openingFailure(folder)).toContain(`${path} is not a file that holds data`);
    await rm(path);

    const server = createServer();
    await new Promise<void>((ready) => server.listen(path, ready));
    expect(await openingFailure(folder)).toContain(`${path} is not a file that holds data`);
    await new Promise((closed) => server.close(closed));

    await symlink('/dev/zero', path);
    expect(await openingFailure(folder)).toContain(`${path} is a link to something outside the chosen folder`);
    await rm(path);

    const elsewhere = temporaryFolder();
    await writeFile(join(elsewhere, 'images.bin'), cifarRecords([0, 1]));
    await symlink(join(elsewhere, 'images.bin'), path);
    expect(await openingFailure(folder)).toContain(`${path} is a link to something outside the chosen folder`);
    await rm(path);

    await symlink(path, path);
    expect(await openingFailure(folder)).toContain(`${path} is a link that leads back to itself`);
    await rm(path);

    await symlink(join(folder, 'gone'), path);
    expect(await openingFailure(folder)).toContain(`${path} does not exist`);
  });

  it('that permission is missing', async () => {
    const folder = temporaryFolder();
    await writeCifar(folder);
    const path = join(folder, 'data_batch_2.bin');
    await chmod(path, 0);
    await withoutRootsRights(folder, async () => {
      expect(await openingFailure(folder)).toContain(`${path} cannot be read: you have no permission`);
      await chmod(folder, 0);
      expect(await openingFailure(folder)).toContain(`${folder} cannot be read: you have no permission`);
      await chmod(folder, 0o700);
    });
  });

  it('that there are too many images, before making room for them', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'data_batch_1.bin');
    await writeFile(path, '');
    await truncate(path, 500_001 * RECORD); // a sparse file: takes no space
    expect(await openingFailure(folder)).toContain('500,001 images, more than the 500,000');
  });

  it('that a path is too long or impossible', async () => {
    const folder = temporaryFolder();
    expect(await openingFailure(join(folder, 'a'.repeat(300)))).toContain(
      'has a name that is too long for this system',
    );
    expect(await openingFailure(join(folder, 'a\0b'))).toContain('a�b cannot be read');
  });

  it('a name as it is, but without control characters', async () => {
    const folder = join(temporaryFolder(), 'a\u001b[31m\nb');
    await mkdir(folder);
    expect(await openingFailure(folder)).toContain('a�[31m�b is empty');
    await rename(folder, `${folder} é😀`);
    expect(await openingFailure(`${folder} é😀`)).toContain('b é😀 is empty');
  });
});

/** Root may read everything: acts as a user without rights, who owns the folder, for a while. */
async function withoutRootsRights(folder: string, act: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) return act();
  const nobody = 65_534;
  await chown(folder, nobody, nobody);
  process.seteuid?.(nobody);
  try {
    await act();
  } finally {
    process.seteuid?.(0);
  }
}
