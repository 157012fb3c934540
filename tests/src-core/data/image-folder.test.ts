import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, chmod, mkdir, rm, symlink, truncate } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { deflateSync } from 'node:zlib';

import sharp from 'sharp';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

import { assembleDataset } from '../../../src-core/data/assemble-dataset';
import { BatchLoader } from '../../../src-core/data/batch-loader';
import { readCifarBinary, CIFAR_10_BINARY } from '../../../src-core/data/cifar-binary';
import { DatasetPreviewSchema } from '../../../src-core/data/dataset-facts';
import { listFolder } from '../../../src-core/data/folder-content';
import { readImageFolder } from '../../../src-core/data/image-folder/read-image-folder';
import type { ImageDataset } from '../../../src-core/data/image-dataset';
import { openDataset } from '../../../src-core/data/open-dataset';
import { previewOf } from '../../../src-core/data/preview';
import { picturePixels } from './image-samples';
import { openingFailure } from './opening-failure';
import { picture, write } from './picture-folder';
import { temporaryFolder } from '../../temporary-folder';

const REAL = resolve('../shared/data');
const open = (path: string, size?: { height: number; width: number }) =>
  openDataset({ kind: 'folder', path, ...(size === undefined ? {} : { size }) });

/** The pixel of an image. */
function pixel({ facts, train }: ImageDataset, image: number, x: number, y: number): number[] {
  const { width, height, channels } = facts;
  const at = ((image * height + y) * width + x) * channels;
  return [...train.images.subarray(at, at + channels)];
}

const near = (expected: readonly number[], by: number): unknown =>
  expect.objectContaining(
    Object.fromEntries(expected.map((value, i) => [i, expect.closeTo(value, -Math.log10(2 * by)) as number])),
  );

describe('an image folder', () => {
  it('has a class for each folder; pictures of one size keep it, odd and not square', async () => {
    const folder = temporaryFolder();
    await write(folder, {
      'dog/b.png': picture(13, 7).png().toBuffer(),
      'cat/10.png': picture(13, 7).negate().png().toBuffer(),
      'cat/9.PNG': picture(13, 7).png().toBuffer(),
      'cat/deeper/c.png': picture(13, 7).flip().png().toBuffer(),
    });
    const dataset = await open(folder);
    expect(dataset.facts).toMatchObject({
      format: 'image-folder',
      classNames: ['cat', 'dog'],
      trainPerClass: [3, 1],
      testImages: 0,
      width: 13,
      height: 7,
      channels: 3,
    });
    expect(dataset.facts.originalSizes).toBeUndefined();
    const colour = (x: number, y: number) => picturePixels(13, 7).subarray((y * 13 + x) * 3, (y * 13 + x) * 3 + 3);
    // In the order of the names' characters: 10, 9, then the folder.
    expect(pixel(dataset, 1, 12, 3)).toEqual([...colour(12, 3)]);
    expect(pixel(dataset, 0, 12, 3)).toEqual([...colour(12, 3)].map((value) => 255 - value));
    expect(pixel(dataset, 2, 4, 0)).toEqual([...colour(4, 6)]);
    expect([...dataset.train.labels]).toEqual([0, 0, 0, 1]);
  });

  it('may have one folder for training and one for testing; what is only measured may be called val', async () => {
    const folder = temporaryFolder();
    const png = picture(8, 8).png().toBuffer();
    await write(folder, {
      'train/a/1.png': png,
      'train/b/1.png': picture(8, 8).negate().png().toBuffer(),
      'val/b/2.png': picture(8, 8).flip().png().toBuffer(),
      'val/a/copy.png': png,
    });
    const { facts, test, warnings } = await open(folder);
    expect(facts).toMatchObject({ classNames: ['a', 'b'], trainImages: 2, testPerClass: [1, 1] });
    expect([...test.labels]).toEqual([0, 1]);
    expect(warnings.map(({ message }) => message)).toEqual([
      'Test images that are training images as well: val/a/copy.png (as train/a/1.png).',
    ]);
    await write(folder, { 'val/c/1.png': png });
    expect(await openingFailure(folder)).toContain(
      `${join(folder, 'val/c')} is a class that ${join(folder, 'train')} does not have`,
    );
  });

  it('reads every kind of picture: gray, transparent, 16 bits, CMYK, animated, turned, tiny', async () => {
    const folder = temporaryFolder();
    const frames = sharp(Buffer.concat([Buffer.from(picturePixels(16, 8)), Buffer.alloc(16 * 8 * 3)]), {
      raw: { width: 16, height: 16, channels: 3, pageHeight: 8 },
    });
    await write(folder, {
      'a/0-plain.png': picture(16, 8).png().toBuffer(),
      'a/1-gray.png': picture(16, 8).toColourspace('b-w').png().toBuffer(),
      'a/2-transparent.png': picture(16, 8).ensureAlpha(0).png().toBuffer(),
      'a/3-deep.png': picture(16, 8).toColourspace('rgb16').png().toBuffer(),
      'a/4-cmyk.jpg': picture(16, 8)
        .toColourspace('cmyk')
        .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
        .toBuffer(),
      'a/5-animated.gif': frames.gif({ delay: [50, 50] }).toBuffer(),
      // Orientation 6: what is stored lies on its left side.
      'b/6-turned.jpg': picture(16, 8)
        .rotate(-90)
        .withMetadata({ orientation: 6 })
        .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
        .toBuffer(),
      'b/7-lossless.webp': picture(16, 8).webp({ lossless: true }).toBuffer(),
      'b/8-tiny.png': sharp({ create: { width: 1, height: 1, channels: 3, background: '#ff8000' } })
        .png()
        .toBuffer(),
      'b/9-palette.png': picture(16, 8).png({ palette: true, colours: 256 }).toBuffer(),
    });
    const dataset = await open(folder, { height: 8, width: 16 });
    // Bit for bit the same where nothing is lost on the way.
    expect(dataset.warnings.map(({ files }) => files)).toEqual([
      ['a/3-deep.png', 'a/5-animated.gif', 'b/7-lossless.webp', 'b/9-palette.png'].map(
        (name) => `${name} (as a/0-plain.png)`,
      ),
    ]);
    expect(dataset.facts).toMatchObject({ channels: 3, trainPerClass: [6, 4] });
    expect(dataset.facts.originalSizes).toEqual({ minWidth: 1, maxWidth: 16, minHeight: 1, maxHeight: 8 });
    const [corner, far] = [
      [0, 0, 128],
      [255, 255, 128],
    ];
    for (const image of [0, 3, 7]) {
      expect([image, pixel(dataset, image, 0, 0), pixel(dataset, image, 15, 7)]).toEqual([image, corner, far]);
    }
    const gray = pixel(dataset, 1, 15, 7);
    expect(gray).toEqual([gray[0], gray[0], gray[0]]);
    expect(pixel(dataset, 2, 5, 5)).toEqual([255, 255, 255]);
    for (const image of [4, 5, 6, 9]) {
      expect([image, pixel(dataset, image, 0, 0), pixel(dataset, image, 15, 7)]).toEqual([
        image,
        near(corner, 45),
        near(far, 45),
      ]);
    }
    expect(pixel(dataset, 8, 9, 4)).toEqual([255, 128, 0]);
  });

  it('is gray when all pictures are', async () => {
    const folder = temporaryFolder();
    await write(folder, {
      'a/1.png': picture(9, 9).toColourspace('b-w').png().toBuffer(),
      'b/1.jpg': picture(9, 9).toColourspace('b-w').jpeg().toBuffer(),
      'b/2.png': picture(9, 9).toColourspace('grey16').png().toBuffer(),
    });
    const dataset = await open(folder);
    expect(dataset.facts).toMatchObject({ channels: 1, mean: [expect.closeTo(0.5, 0) as number] });
    expect(pixel(dataset, 0, 8, 8)[0]).toBeGreaterThan(230);
    expect(pixel(dataset, 2, 8, 8)).toEqual(pixel(dataset, 0, 8, 8));
    expect((await previewOf(dataset)).thumbnails).toHaveLength(3);
  });

  it('chooses a size when pictures differ, and takes the one that is asked for', async () => {
    const folder = temporaryFolder();
    await write(folder, {
      'a/1.png': picture(300, 200).png().toBuffer(),
      'a/2.png': picture(310, 190).png().toBuffer(),
      'b/1.png': picture(100, 100).png().toBuffer(),
    });
    const { facts } = await open(folder);
    // The middle shape, 300 x 190, with 64 on its longer side, in multiples of 4.
    expect(facts).toMatchObject({ width: 64, height: 40 });
    expect(facts.originalSizes).toEqual({ minWidth: 100, maxWidth: 310, minHeight: 100, maxHeight: 200 });
    expect((await open(folder, { height: 21, width: 33 })).facts).toMatchObject({ width: 33, height: 21 });
    const likeMnist = await openDataset(
      { kind: 'folder', path: folder },
      { size: { height: 28, width: 28 }, channels: 1 },
    );
    expect(likeMnist.facts).toMatchObject({ width: 28, height: 28, channels: 1 });
  });

  it.runIf(existsSync(REAL))('has the pixels that CIFAR has, as far as JPEG keeps them', async () => {
    const dataset = await open(join(REAL, 'image-folder'));
    expect(dataset.facts).toMatchObject({ trainImages: 400, testImages: 100, width: 32, height: 32, channels: 3 });
    const folder = join(REAL, 'cifar-10-small');
    const content = { root: folder, home: folder, names: await listFolder(folder) };
    const cifar = assembleDataset('cifar-10-binary', 'cifar', await readCifarBinary(content, CIFAR_10_BINARY));
    // The folder's pictures are some of the set's: each has one that it is close to.
    const distance = (a: Uint8Array, b: Uint8Array): number =>
      a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;
    const pictureOf = ({ train }: ImageDataset, i: number): Uint8Array =>
      train.images.subarray(i * 3072, (i + 1) * 3072);
    for (const i of [0, 399]) {
      const label = dataset.train.labels[i] ?? 0;
      const same = [...cifar.train.labels.keys()].filter((k) => cifar.train.labels[k] === label);
      const nearest = Math.min(...same.map((k) => distance(pictureOf(dataset, i), pictureOf(cifar, k))));
      expect(nearest).toBeLessThan(12);
    }
  });
});

describe('a large image folder', () => {
  it('is decoded batch by batch, to the same bytes, and its preview as well', async () => {
    const folder = temporaryFolder();
    for (const label of ['a', 'b']) {
      for (let i = 0; i < 6; i++) {
        const shade = { r: 20 * i, g: label === 'a' ? 0 : 255, b: 7 };
        await write(folder, {
          [`${label}/${i}.png`]: sharp({ create: { width: 11, height: 5, channels: 3, background: shade } })
            .png()
            .toBuffer(),
        });
      }
    }
    const held = assembleDataset('image-folder', 'held', await readImageFolder(folder));
    const large = assembleDataset(
      'image-folder',
      'large',
      await readImageFolder(folder, undefined, { pixels: 100, bytes: 1e9, files: 1e9 }),
    );
    expect(large.train.images).toHaveLength(0);
    expect(large.warnings.map(({ kind }) => kind)).toEqual(['sample']);
    expect({ ...large.facts, fingerprint: '', name: '' }).toEqual({ ...held.facts, fingerprint: '', name: '' });
    const loader = ({ train, facts, mean, std }: ImageDataset) =>
      new BatchLoader({
        split: train,
        facts,
        mean,
        std,
        indices: Uint32Array.from(train.labels.keys()),
        batchSize: 5,
        seed: 4,
        stream: 'train',
        augment: { kind: 'cifar', cutoutLength: 3 },
        dropLast: false,
      });
    for (let index = 0; index < 3; index++) {
      expect(await loader(large).batch(1, index)).toEqual(await loader(held).batch(1, index));
    }
    const preview = await previewOf(large);
    expect(v.parse(DatasetPreviewSchema, preview)).toEqual(preview);
    expect(preview.thumbnails).toEqual((await previewOf(held)).thumbnails);

    await appendFile(join(folder, 'a/0.png'), 'x');
    const broken = Promise.all([0, 1, 2].map((index) => loader(large).batch(2, index)));
    await expect(broken).rejects.toThrow(`${join(folder, 'a/0.png')} has changed since the data set was opened`);
    await rm(join(folder, 'a/0.png'));
    const gone = Promise.all([0, 1, 2].map((index) => loader(large).batch(2, index)));
    await expect(gone).rejects.toThrow(`${join(folder, 'a/0.png')} does not exist`);
  });
});

describe('an image folder with bad files', () => {
  it('leaves them out and says which, and why', async () => {
    const folder = temporaryFolder();
    const good = { 'a/good.png': picture(8, 8).png().toBuffer(), 'b/good.jpg': picture(8, 8).jpeg().toBuffer() };
    const jpeg = await picture(64, 64).jpeg().toBuffer();
    const svg = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><image href="file:///etc/passwd"/></svg>',
    );
    await write(folder, {
      ...good,
      'a/cut.jpg': jpeg.subarray(0, jpeg.length - 200),
      'a/empty.png': Buffer.alloc(0),
      'a/huge.png': hugePng(),
      'a/page.png': Buffer.from('<!doctype html><title>not found</title>'),
      'a/vector.png': svg,
      'a/torn.png': (await picture(8, 8).png().toBuffer()).subarray(0, 60),
      'a/.hidden.png': svg,
      'b/notes.txt': Buffer.from('x'),
      'empty class/notes.txt': Buffer.from('x'),
    });
    const { facts, warnings } = await open(folder);
    expect(facts).toMatchObject({ classNames: ['a', 'b'], trainPerClass: [1, 1] });
    expect(warnings.map(({ kind, count, files }) => [kind, count, files])).toEqual([
      [
        'unreadable',
        6,
        expect.arrayContaining([
          'a/cut.jpg cannot be decoded: it is truncated or damaged; replace or remove it',
          'a/empty.png is empty',
          'a/huge.png claims 65,535 x 65,535 pixels, more than 50,000,000',
          'a/page.png is not a JPEG, PNG, GIF or WebP picture, whatever its name',
          'a/vector.png is not a JPEG, PNG, GIF or WebP picture, whatever its name',
          'a/torn.png cannot be decoded: it is truncated or damaged; replace or remove it',
        ]),
      ],
      ['passed-over', 2, ['b/notes.txt', 'empty class/notes.txt']],
      ['passed-over', 1, ['empty class']],
    ]);
    for (const { message } of warnings) expect(message).toMatch(/^[^\n]+\.$/);
  });

  it('neither follows links out of it nor waits for pipes, sockets and devices', async () => {
    const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()];
    await write(folder, {
      'a/1.png': picture(8, 8).png().toBuffer(),
      'b/1.png': picture(8, 8).negate().png().toBuffer(),
    });
    await write(elsewhere, { 'secret.png': picture(8, 8).flip().png().toBuffer() });
    await symlink(join(elsewhere, 'secret.png'), join(folder, 'a/2-out.png'));
    await symlink('../b/1.png', join(folder, 'a/3-in.png'));
    await symlink(join(folder, 'a/4-loop.png'), join(folder, 'a/4-loop.png'));
    await symlink('/dev/zero', join(folder, 'a/5-zero.png'));
    await symlink('.', join(folder, 'a/6-again'));
    execFileSync('mkfifo', [join(folder, 'a/7-pipe.png')]);
    const server = createServer();
    await new Promise<void>((ready) => server.listen(join(folder, 'a/8-socket.png'), ready));
    await symlink(elsewhere, join(folder, 'c'));
    const { facts, warnings } = await open(folder);
    await new Promise((closed) => server.close(closed));
    expect(facts).toMatchObject({ classNames: ['a', 'b'], trainPerClass: [2, 1] });
    expect(warnings[0]?.files.sort()).toEqual([
      'a/2-out.png is a link to something outside the chosen folder: put the real file or folder in its place',
      'a/4-loop.png is a link that leads back to itself: replace it with the real file or folder',
      'a/5-zero.png is a link to something outside the chosen folder: put the real file or folder in its place',
      'a/7-pipe.png is a pipe, a socket or a device',
      'a/8-socket.png is a pipe, a socket or a device',
    ]);
  });

  it('says that folders differ in case only, and takes names in any script', async () => {
    const folder = temporaryFolder();
    const names = ['Cat', 'cat', 'e\u0301', '\u00e9', 'קלב', '😀', 'line\nfeed', 'con'];
    for (const [i, name] of names.entries()) {
      await write(folder, {
        [`${name}/1.png`]: picture(8, 9 + i)
          .png()
          .toBuffer(),
      });
    }
    const { facts, warnings } = await open(folder, { height: 8, width: 8 });
    expect(facts.classNames).toContain('line\ufffdfeed');
    expect(warnings.map(({ kind, files }) => [kind, files.sort()])).toEqual([
      ['names', ['Cat', 'cat', 'e\u0301', '\u00e9']],
    ]);
  });

  it('takes the names that other systems forbid, and paths that are too long for them', async () => {
    const folder = temporaryFolder();
    const names = ['NUL', 'con.', 'a:b', 'c'.repeat(200)];
    for (const [i, name] of names.entries()) {
      await write(folder, {
        [`${name}/${'p'.repeat(200)}.png`]: picture(8, 9 + i)
          .png()
          .toBuffer(),
        [`${name}/a.png:stream`]: Buffer.from('x'),
      });
    }
    const { facts, warnings } = await open(folder, { height: 8, width: 8 });
    expect([facts.classNames, facts.trainImages]).toEqual([['NUL', 'a:b', 'c'.repeat(200), 'con.'], 4]);
    expect(warnings.map(({ kind, count }) => [kind, count])).toEqual([['passed-over', 4]]);
  });

  it('is refused when nothing is left of it', async () => {
    const folder = temporaryFolder();
    await mkdir(join(folder, 'a'));
    expect(await openingFailure(folder)).toContain('has no pictures in the folders inside it');
    await write(folder, { 'a/1.png': Buffer.from('nothing') });
    expect(await openingFailure(folder)).toContain('has no picture that can be read: a/1.png is not a JPEG');
    await write(folder, { 'a/1.png': picture(8, 8).png().toBuffer() });
    expect(await openingFailure(folder)).toContain('are of one class (a)');
    await truncate(join(folder, 'a/1.png'), 70);
    expect(await openingFailure(folder)).toContain('has no training images');
    if (process.geteuid?.() !== 0) {
      await chmod(join(folder, 'a'), 0);
      expect(await openingFailure(folder)).toContain('you have no permission');
      await chmod(join(folder, 'a'), 0o700);
    }
  });

  it('takes no more memory for a picture that unpacks to a hundred times its file', async () => {
    const folder = temporaryFolder();
    const white = sharp({ create: { width: 7_000, height: 7_000, channels: 3, background: '#ffffff' } })
      .png()
      .toBuffer();
    await write(folder, { 'a/1.png': white, 'b/1.png': picture(8, 8).png().toBuffer() });
    const before = process.memoryUsage().rss;
    const { facts } = await open(folder, { height: 8, width: 8 });
    expect(facts.trainImages).toBe(2);
    expect(process.memoryUsage().rss - before).toBeLessThan(300e6);
  });
});

/** A PNG whose header claims 65,535 x 65,535 pixels, with one row of data. */
function hugePng(): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(65_535, 0);
  header.writeUInt32BE(65_535, 4);
  header.set([8, 2], 8);
  const chunk = (type: string, data: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(type, 'latin1'), data, Buffer.alloc(4)]);
  };
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(65_535 * 3 + 1))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
