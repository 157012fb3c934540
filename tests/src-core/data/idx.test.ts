import { truncate, writeFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { drawDemoImages } from '../../../src-core/data/demo-dataset';
import { openDataset } from '../../../src-core/data/open-dataset';
import { idxFile } from './idx-files';
import { openingFailure } from './opening-failure';
import { temporaryFolder } from '../../temporary-folder';
import { mkdir } from 'node:fs/promises';

const open = (path: string) => openDataset({ kind: 'folder', path });

/** 30 pictures of the demo set, in gray, cut to 21 x 15 pixels. */
const [HEIGHT, WIDTH, COUNT] = [15, 21, 30];
const { train: demo } = drawDemoImages();
const PIXELS = Uint8Array.from({ length: COUNT * HEIGHT * WIDTH }, (_, at) => {
  const [image, row, column] = [Math.floor(at / (HEIGHT * WIDTH)), Math.floor(at / WIDTH) % HEIGHT, at % WIDTH];
  return demo.images[((image * 32 + row) * 32 + column) * 3 + 1] ?? 0;
});
const LABELS = demo.labels.slice(0, COUNT);
const IMAGES_FILE = idxFile([COUNT, HEIGHT, WIDTH], PIXELS);
const LABELS_FILE = idxFile([COUNT], Uint8Array.from(LABELS));
const TEST_IMAGES = idxFile(
  [2, HEIGHT, WIDTH],
  PIXELS.slice(0, 2 * HEIGHT * WIDTH).map((value) => 255 - value),
);
const TEST_LABELS = idxFile([2], Uint8Array.from([1, 9]));

async function write(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}

describe('idx files', () => {
  it('are read plain and packed, gray, in any size', async () => {
    const [plain, packed] = [temporaryFolder(), temporaryFolder()];
    await write(plain, {
      'train-images-idx3-ubyte': IMAGES_FILE,
      'train-labels-idx1-ubyte': LABELS_FILE,
      't10k-images-idx3-ubyte': TEST_IMAGES,
      't10k-labels-idx1-ubyte': TEST_LABELS,
    });
    const dataset = await open(plain);
    expect(dataset.facts).toMatchObject({
      format: 'idx',
      classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
      trainImages: COUNT,
      testImages: 2,
      height: HEIGHT,
      width: WIDTH,
      channels: 1,
    });
    expect(dataset.train.images).toEqual(PIXELS);
    expect([...dataset.train.labels]).toEqual([...LABELS]);
    expect([...dataset.test.labels]).toEqual([1, 9]);
    await write(packed, {
      'train-images.idx3-ubyte.gz': gzipSync(IMAGES_FILE),
      'train-labels.idx1-ubyte.gz': gzipSync(LABELS_FILE),
      't10k-images.idx3-ubyte.gz': gzipSync(TEST_IMAGES),
      't10k-labels.idx1-ubyte.gz': gzipSync(TEST_LABELS),
    });
    expect((await open(packed)).facts.fingerprint).toBe(dataset.facts.fingerprint);
  });

  it('are found where torchvision puts them; the name of the folder tells Fashion-MNIST', async () => {
    const parent = temporaryFolder();
    const folder = join(parent, 'FashionMNIST/raw');
    await mkdir(folder, { recursive: true });
    await write(folder, { 'train-images-idx3-ubyte': IMAGES_FILE, 'train-labels-idx1-ubyte': LABELS_FILE });
    expect((await open(parent)).facts.classNames[9]).toBe('Ankle boot');
  });
});

describe('idx files that are wrong are refused in one sentence', () => {
  const images = 'train-images-idx3-ubyte';
  const labels = 'train-labels-idx1-ubyte';
  const littleEndian = Buffer.from(IMAGES_FILE);
  littleEndian.subarray(0, 16).swap32();
  const littleSizes = Buffer.from(IMAGES_FILE);
  littleSizes.subarray(4, 16).swap32();

  it.each([
    [
      'of another kind',
      LABELS_FILE,
      `does not begin as an idx file of its kind does (0x00000801 instead of 0x00000803)`,
    ],
    ['with a little-endian header', littleEndian, 'does not begin as an idx file of its kind does (0x03080000'],
    ['with little-endian sizes', littleSizes, 'claims to hold 503,316,480 images of 352,321,536 x 251,658,240 pixels'],
    ['with 2^31 images', idxFile([2 ** 31, 28, 28], new Uint8Array(100)), 'claims to hold 2,147,483,648 images'],
    [
      'with sizes beyond all numbers',
      idxFile([2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1], new Uint8Array(9)),
      'which cannot be',
    ],
    ['with more pixels than are held', idxFile([4_000_000, 1000, 1000], new Uint8Array(9)), 'which cannot be'],
    ['with pictures of no size', idxFile([5, 0, 28], new Uint8Array(0)), 'which cannot be'],
    ['that is cut off', IMAGES_FILE.subarray(0, -1), 'is truncated'],
    ['that is cut off in its header', IMAGES_FILE.subarray(0, 10), 'is truncated'],
    ['that is empty', Buffer.alloc(0), 'is truncated'],
    ['that goes on', Buffer.concat([IMAGES_FILE, Buffer.from('x')]), 'goes on after the 30 x 15 x 21 bytes'],
    ['that promises much', idxFile([1_000_000, 28, 28], new Uint8Array(100)), 'is truncated'],
  ])('%s', async (_, content, part) => {
    for (const packed of [false, true]) {
      const folder = temporaryFolder();
      const name = packed ? `${images}.gz` : images;
      await write(folder, { [name]: packed ? gzipSync(content) : content, [labels]: LABELS_FILE });
      const message = await openingFailure(folder);
      expect(message).toContain(join(folder, name));
      expect(message).toContain(part);
    }
  });

  it('a bomb: a gigabyte in a file of a megabyte, unpacked no further than its header says', async () => {
    const folder = temporaryFolder();
    const bomb = gzipSync(Buffer.concat([IMAGES_FILE, Buffer.alloc(1_000_000_000)]), { level: 1 });
    await write(folder, { [`${images}.gz`]: bomb, [labels]: LABELS_FILE });
    const [before, start] = [process.memoryUsage().rss, performance.now()];
    expect(await openingFailure(folder)).toContain('goes on after the 30 x 15 x 21 bytes that its header promises');
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it('not packed, though so named; damaged within', async () => {
    const folder = temporaryFolder();
    await write(folder, { [`${images}.gz`]: IMAGES_FILE, [labels]: LABELS_FILE });
    expect(await openingFailure(folder)).toContain('is damaged or not packed by gzip');
    const packed = gzipSync(IMAGES_FILE);
    await write(folder, { [`${images}.gz`]: packed });
    await truncate(join(folder, `${images}.gz`), packed.length - 20);
    expect(await openingFailure(folder)).toContain('is damaged or not packed by gzip');
  });

  it('as many labels as images there are not; no labels; splits of two sizes', async () => {
    const folder = temporaryFolder();
    await write(folder, { [images]: IMAGES_FILE });
    expect(await openingFailure(folder)).toContain('has no file of labels beside it');
    await write(folder, { [labels]: idxFile([3], Uint8Array.from([0, 1, 2])) });
    expect(await openingFailure(folder)).toContain(
      `${join(folder, images)} has 30 images, but ${join(folder, labels)} has 3 labels`,
    );
    await write(folder, {
      [labels]: LABELS_FILE,
      't10k-images-idx3-ubyte': idxFile([1, 3, 3], new Uint8Array(9)),
      't10k-labels-idx1-ubyte': idxFile([1], new Uint8Array(1)),
    });
    expect(await openingFailure(folder)).toContain('has training images of 21 x 15 pixels, but test images of 3 x 3');
    await rm(join(folder, 't10k-labels-idx1-ubyte'));
    expect(await openingFailure(folder)).toContain('t10k-images-idx3-ubyte has no file of labels beside it');
  });
});
