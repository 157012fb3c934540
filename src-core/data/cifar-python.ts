import { join } from 'node:path';

import { UserError } from '../user-error';
import type { LabelledImages } from './assemble-dataset';
import { numberedClasses } from './cifar-class-names';
import { CIFAR_BYTES, CIFAR_SHAPE, interleave, MAX_CIFAR_IMAGES } from './cifar-images';
import { printable } from '../file-errors';
import type { FolderContent } from './folder-content';
import type { ImageSplit } from './image-dataset';
import { bytesOf, integersOf, textsOf } from './pickle/array-values';
import { PickleError } from './pickle/pickle-values';
import type { PickleValue } from './pickle/pickle-values';
import { readPickle } from './pickle/read-pickle';
import { withRegularFile } from './regular-file';
import { sharedBytes, sharedLabels } from './shared-memory';

/** One of the two Python layouts. */
interface Layout {
  readonly name: string;
  readonly classes: number;
  readonly isTraining: (name: string) => boolean;
  readonly testFile: string;
  readonly metaFile: string;
  /** The keys of a batch's labels and of the class names. */
  readonly labels: string;
  readonly classNames: string;
}

/** Pickles `data_batch_1` and so on, `test_batch` and `batches.meta` if there. */
export const CIFAR_10_PYTHON: Layout = {
  name: 'CIFAR-10',
  classes: 10,
  isTraining: (name) => /^data_batch_\d+$/.test(name),
  testFile: 'test_batch',
  metaFile: 'batches.meta',
  labels: 'labels',
  classNames: 'label_names',
};

/** Pickles `train`, and `test` and `meta` if there. */
export const CIFAR_100_PYTHON: Layout = {
  name: 'CIFAR-100',
  classes: 100,
  isTraining: (name) => name === 'train',
  testFile: 'test',
  metaFile: 'meta',
  labels: 'fine_labels',
  classNames: 'fine_label_names',
};

/** CIFAR-100's training file has 150 MB. */
const MAX_FILE = 400_000_000;
const MAX_NAME = 100;

/** Images of one file, still as planes. */
interface PythonBatch {
  readonly data: Uint8Array;
  readonly labels: readonly number[];
}

/**
 * Reads a folder in the Python layout of CIFAR-10 or CIFAR-100: each file is a pickled dictionary with an array `data` of
 * bytes, `[count, 3072]`, and a list of labels. Nothing in the pickles is run (see `readPickle`).
 *
 * @throws UserError naming the file, what is wrong with it and what to do
 */
export async function readCifarPython({ root, home, names }: FolderContent, layout: Layout): Promise<LabelledImages> {
  const classNames = names.includes(layout.metaFile)
    ? await readNames(root, join(home, layout.metaFile), layout)
    : numberedClasses(layout.classes);
  const trainFiles = names.filter(layout.isTraining).sort(new Intl.Collator('en', { numeric: true }).compare);
  const read = async (files: readonly string[]): Promise<ImageSplit> => {
    const batches: PythonBatch[] = [];
    for (const name of files) batches.push(await readBatch(root, join(home, name), layout, classNames.length));
    return joined(batches, classNames.length);
  };
  return {
    classNames,
    ...CIFAR_SHAPE,
    train: await read(trainFiles),
    test: await read(names.filter((name) => name === layout.testFile)),
  };
}

function readBatch(root: string, path: string, layout: Layout, classes: number): Promise<PythonBatch> {
  return withPickle(root, path, layout, (dictionary) => {
    const { shape, bytes } = bytesOf(dictionary.get('data'));
    const [count = 0, length] = shape;
    if (shape.length !== 2 || length !== CIFAR_BYTES) {
      throw new PickleError(`its data are not images of ${CIFAR_BYTES.toLocaleString('en')} bytes each`);
    }
    const labels = integersOf(dictionary.get(layout.labels));
    if (labels.length !== count) throw new PickleError(`it has ${count} images, but ${labels.length} labels`);
    if (count > MAX_CIFAR_IMAGES) throw new PickleError('it has too many images');
    const wrong = labels.findIndex((label) => label < 0 || label >= classes);
    if (wrong >= 0) {
      throw new PickleError(
        `it has label ${labels[wrong]} for image ${wrong + 1}, but labels go from 0 to ${classes - 1}`,
      );
    }
    return { data: bytes, labels };
  });
}

function readNames(root: string, path: string, layout: Layout): Promise<string[]> {
  return withPickle(root, path, layout, (dictionary) => {
    const names = textsOf(dictionary.get(layout.classNames));
    if (names.length < 2 || names.length > 256) throw new PickleError(`it names ${names.length} classes`);
    if (names.some((name) => name.length > MAX_NAME)) throw new PickleError('one of its class names is too long');
    return names.map(printable);
  });
}

function withPickle<T>(
  root: string,
  path: string,
  layout: Layout,
  use: (dictionary: ReadonlyMap<string, PickleValue>) => T,
): Promise<T> {
  return withRegularFile(root, path, async (file) => {
    const refuse = (why: string): UserError =>
      new UserError(
        `${printable(path)} cannot be used as ${layout.name}'s Python version: ${printable(why)}. Nothing of it was run; download it again.`,
      );
    if (file.size > MAX_FILE) throw refuse('it is too large');
    const bytes = new Uint8Array(file.size);
    await file.fill(bytes, 0);
    try {
      const dictionary = readPickle(bytes);
      if (!(dictionary instanceof Map)) throw new PickleError('it is not a dictionary');
      return use(dictionary);
    } catch (error) {
      throw error instanceof PickleError ? refuse(error.message) : error;
    }
  });
}

function joined(batches: readonly PythonBatch[], classes: number): ImageSplit {
  const count = batches.reduce((sum, { labels }) => sum + labels.length, 0);
  const split = { images: sharedBytes(count * CIFAR_BYTES), labels: sharedLabels(count, classes), count };
  let place = 0;
  for (const { data, labels } of batches) {
    for (const [i, label] of labels.entries()) {
      interleave(data.subarray(i * CIFAR_BYTES, (i + 1) * CIFAR_BYTES), split.images, place);
      split.labels[place++] = label;
    }
  }
  return split;
}
