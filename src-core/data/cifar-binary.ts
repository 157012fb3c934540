import { join } from 'node:path';

import { UserError } from '../user-error';
import type { LabelledImages } from './assemble-dataset';
import { CIFAR_BYTES, CIFAR_SHAPE, interleave, MAX_CIFAR_IMAGES } from './cifar-images';
import { readClassNames } from './cifar-class-names';
import type { FolderContent } from './folder-content';
import { printable } from '../file-errors';
import type { ImageSplit, Labels } from './image-dataset';
import { withRegularFile } from './regular-file';
import type { RegularFile } from './regular-file';
import { sharedBytes, sharedLabels } from './shared-memory';

/** One of the two binary layouts: a record is some label bytes, of which the last is the class, then the image. */
interface Layout {
  readonly name: 'CIFAR-10' | 'CIFAR-100';
  readonly labelBytes: number;
  readonly classes: number;
  readonly namesFile: string;
  readonly isTraining: (name: string) => boolean;
  readonly testFile: string;
}

/** Files `data_batch_*.bin` with any whole number of records each, `test_batch.bin` and `batches.meta.txt` if there. */
export const CIFAR_10_BINARY: Layout = {
  name: 'CIFAR-10',
  labelBytes: 1,
  classes: 10,
  namesFile: 'batches.meta.txt',
  isTraining: (name) => /^data_batch_.+\.bin$/.test(name),
  testFile: 'test_batch.bin',
};

/** `train.bin`, and `test.bin` and `fine_label_names.txt` if there; the first label byte is the superclass, which is left out. */
export const CIFAR_100_BINARY: Layout = {
  name: 'CIFAR-100',
  labelBytes: 2,
  classes: 100,
  namesFile: 'fine_label_names.txt',
  isTraining: (name) => name === 'train.bin',
  testFile: 'test.bin',
};

/** Records read at a time. */
const CHUNK = 1024;

/**
 * Reads a folder in the binary layout of CIFAR-10 or CIFAR-100.
 *
 * @throws UserError naming the file, what is wrong with it and what to do
 */
export async function readCifarBinary({ root, home, names }: FolderContent, layout: Layout): Promise<LabelledImages> {
  const classNames = await readClassNames(root, home, names, layout);
  const trainFiles = names.filter(layout.isTraining).sort(new Intl.Collator('en', { numeric: true }).compare);
  const read = (files: readonly string[]): Promise<ImageSplit> =>
    readSplit(
      root,
      files.map((name) => join(home, name)),
      layout,
      classNames.length,
    );
  return {
    classNames,
    ...CIFAR_SHAPE,
    train: await read(trainFiles),
    test: await read(names.filter((name) => name === layout.testFile)),
  };
}

async function readSplit(root: string, paths: readonly string[], layout: Layout, classes: number): Promise<ImageSplit> {
  const counts: number[] = [];
  for (const path of paths) {
    counts.push(await withRegularFile(root, path, (file) => Promise.resolve(countRecords(file, layout))));
  }
  const count = counts.reduce((sum, records) => sum + records, 0);
  if (count > MAX_CIFAR_IMAGES) {
    throw new UserError(
      `${paths.map(printable).join(', ')} hold ${count.toLocaleString('en')} images, more than the ${MAX_CIFAR_IMAGES.toLocaleString('en')} that are read at once: choose a smaller data set.`,
    );
  }
  const images = sharedBytes(count * CIFAR_BYTES);
  const labels = sharedLabels(count, classes);
  let first = 0;
  for (const [i, path] of paths.entries()) {
    const records = counts[i] ?? 0;
    const target = { images, labels, first, classes };
    await withRegularFile(root, path, (file) => readRecords(file, records, layout, target));
    first += records;
  }
  return { images, labels, count };
}

function countRecords({ path, size }: RegularFile, { name, labelBytes }: Layout): number {
  const file = printable(path);
  const record = labelBytes + CIFAR_BYTES;
  if (size === 0) throw new UserError(`${file} is empty: download or copy it again.`);
  if (size % record === 0) return size / record;
  for (const other of [CIFAR_10_BINARY, CIFAR_100_BINARY]) {
    const bytes = other.labelBytes + CIFAR_BYTES;
    if (size % bytes !== 0) continue;
    throw new UserError(
      `${file} holds records of ${other.name} (${bytes.toLocaleString('en')} bytes each) under a name of ${name}: choose a folder with ${name}'s binary version, or ${other.name}'s with its own file names.`,
    );
  }
  throw new UserError(
    `${file} is truncated or not in ${name}'s binary layout: its ${size.toLocaleString('en')} bytes are not a whole number of ${record.toLocaleString('en')}-byte records; download or copy it again.`,
  );
}

/** Where records go: image `first` and those after it. */
interface Target {
  readonly images: Uint8Array;
  readonly labels: Labels;
  readonly first: number;
  readonly classes: number;
}

async function readRecords(
  file: RegularFile,
  count: number,
  { labelBytes }: Layout,
  { images, labels, first, classes }: Target,
): Promise<void> {
  const size = labelBytes + CIFAR_BYTES;
  const buffer = new Uint8Array(Math.min(count, CHUNK) * size);
  for (let start = 0; start < count; start += CHUNK) {
    const chunk = buffer.subarray(0, Math.min(CHUNK, count - start) * size);
    await file.fill(chunk, start * size);
    for (let at = 0; at < chunk.length; at += size) {
      const record = start + at / size;
      const label = chunk[at + labelBytes - 1] ?? 0;
      if (label >= classes) {
        throw new UserError(
          `${printable(file.path)} has label ${label} in record ${(record + 1).toLocaleString('en')}, but labels go from 0 to ${classes - 1}: the file is damaged or of another format; download or copy it again.`,
        );
      }
      labels[first + record] = label;
      interleave(chunk.subarray(at + labelBytes, at + size), images, first + record);
    }
  }
}
