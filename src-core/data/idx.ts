import { join } from 'node:path';

import { UserError } from '../user-error';
import type { LabelledImages } from './assemble-dataset';
import { printable } from '../file-errors';
import type { FolderContent } from './folder-content';
import { withIdxContent } from './idx-content';
import type { ImageSplit } from './image-dataset';
import { sharedBytes } from './shared-memory';

/** Magic numbers: unsigned bytes, of three dimensions and of one (http://yann.lecun.com/exdb/mnist/). */
const IMAGES_MAGIC = 0x00000803;
const LABELS_MAGIC = 0x00000801;
/** 1.5 GB of pixels; MNIST has 47 MB. */
const MAX_PIXELS = 1_500_000_000;
const MAX_IMAGES = 5_000_000;
const MAX_SIDE = 1_024;

/** Fashion-MNIST's files are named as MNIST's are; only a folder's name tells them apart. */
const FASHION_NAMES = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/** Whether a file has the name of MNIST's training images: with a dot or a hyphen, packed by gzip or not. */
export function isIdxTraining(name: string): boolean {
  return fileOf('train', 'images').test(name);
}

/**
 * Reads a folder as MNIST and Fashion-MNIST come: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, and the pair that
 * begins with `t10k` (or `test`) if there, each packed by gzip or not.
 *
 * @throws UserError naming the file, what is wrong with it and what to do
 */
export async function readIdx(content: FolderContent): Promise<LabelledImages> {
  const train = await readPair(content, 'train');
  const test = await readPair(content, '(?:t10k|test)');
  if (train === null) throw new RangeError('readIdx: the folder has no training images.');
  if (test !== null && (test.height !== train.height || test.width !== train.width)) {
    throw new UserError(
      `${printable(content.home)} has training images of ${train.width} x ${train.height} pixels, but test images of ${test.width} x ${test.height}: put files of one data set into it.`,
    );
  }
  const classes = 1 + Math.max(highest(train.labels), highest(test?.labels ?? new Uint8Array()));
  const classNames = Array.from({ length: classes }, (_, label) => String(label));
  const { height, width } = train;
  return {
    classNames: classes === 10 && /fashion/i.test(content.home) ? FASHION_NAMES : classNames,
    height,
    width,
    channels: 1,
    train: splitOf(train),
    test: test === null ? splitOf({ images: sharedBytes(0), labels: sharedBytes(0) }) : splitOf(test),
  };
}

/** Images and their labels. */
interface Pair {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/** The files of a split that begin with `prefix`; null when it is not there. */
async function readPair(content: FolderContent, prefix: string): Promise<Pair | null> {
  const imagesPath = find(content, fileOf(prefix, 'images'));
  if (imagesPath === null) return null;
  const labelsPath = find(content, fileOf(prefix, 'labels'));
  if (labelsPath === null) {
    throw new UserError(
      `${printable(imagesPath)} has no file of labels beside it: put the one whose name has labels-idx1 into the folder.`,
    );
  }
  const images = await withIdxContent(content.root, imagesPath, IMAGES_MAGIC, 3, ([count = 0, height = 0, width = 0]) =>
    whyNotImages(count, height, width),
  );
  const labels = await withIdxContent(content.root, labelsPath, LABELS_MAGIC, 1, ([count = 0]) =>
    count > MAX_IMAGES ? `${count.toLocaleString('en')} labels` : null,
  );
  const [count = 0, height = 0, width = 0] = images.sizes;
  const labelled = labels.sizes[0] ?? 0;
  if (count !== labelled) {
    throw new UserError(
      `${printable(imagesPath)} has ${count.toLocaleString('en')} images, but ${printable(labelsPath)} has ${labelled.toLocaleString('en')} labels: put files of one data set into the folder.`,
    );
  }
  return { images: images.values, labels: labels.values, height, width };
}

/** What an impossible header claims; null when it is possible. */
function whyNotImages(count: number, height: number, width: number): string | null {
  const claim = `${count.toLocaleString('en')} images of ${width.toLocaleString('en')} x ${height.toLocaleString('en')} pixels`;
  if (height === 0 || width === 0 || height > MAX_SIDE || width > MAX_SIDE || count > MAX_IMAGES) return claim;
  return count * height * width > MAX_PIXELS ? claim : null;
}

function fileOf(prefix: string, kind: 'images' | 'labels'): RegExp {
  return new RegExp(`^${prefix}-${kind}[-.]idx${kind === 'images' ? 3 : 1}-ubyte(?:\\.gz)?$`);
}

/** The first file of that name; the unpacked one when both are there. */
function find({ home, names }: FolderContent, wanted: RegExp): string | null {
  const [name] = names.filter((candidate) => wanted.test(candidate)).sort((a, b) => a.length - b.length);
  return name === undefined ? null : join(home, name);
}

function splitOf({ images, labels }: Pick<Pair, 'images' | 'labels'>): ImageSplit {
  return { images, labels, count: labels.length };
}

function highest(labels: Uint8Array): number {
  return labels.reduce((max, label) => Math.max(max, label), 0);
}
