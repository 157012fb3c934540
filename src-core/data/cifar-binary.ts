import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { UserError } from '../user-error';
import type { LabelledImages } from './assemble-dataset';
import { readClassNames } from './cifar-class-names';
import { fileError, printable } from './file-error';
import type { ImageSplit } from './image-dataset';
import { withRegularFile } from './regular-file';
import type { RegularFile } from './regular-file';

/** Side of an image in pixels. */
const SIDE = 32;
const CHANNELS = 3;
const PIXELS = SIDE * SIDE;
/** A record is one label byte, then the image: all red bytes row by row, all green, all blue. */
const RECORD = 1 + CHANNELS * PIXELS;
/** CIFAR-100 has two label bytes. */
const CIFAR_100_RECORD = RECORD + 1;
/** 1.5 GB of pixels; CIFAR-10 has 50,000. */
const MAX_IMAGES = 500_000;
/** Records read at a time. */
const CHUNK = 1024;
/** The folder that CIFAR-10's archive unpacks to. */
const ARCHIVE_FOLDER = 'cifar-10-batches-bin';

/**
 * Reads a folder in CIFAR-10's binary layout (Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html): files
 * `data_batch_*.bin` with any whole number of records each, `test_batch.bin` and `batches.meta.txt` if there. The
 * folder above the unpacked archive will do, too.
 *
 * @throws UserError naming the file, what is wrong with it and what to do
 */
export async function readCifarBinary(folder: string): Promise<LabelledImages> {
  const { home, names } = await findBatches(folder);
  const classNames = await readClassNames(home, names);
  const trainFiles = names.filter(isTrainingFile).sort(new Intl.Collator('en', { numeric: true }).compare);
  const read = (files: readonly string[]): Promise<ImageSplit> =>
    readSplit(
      files.map((name) => join(home, name)),
      classNames.length,
    );
  return {
    classNames,
    height: SIDE,
    width: SIDE,
    channels: CHANNELS,
    train: await read(trainFiles),
    test: await read(names.filter((name) => name === 'test_batch.bin')),
  };
}

async function findBatches(folder: string): Promise<{ readonly home: string; readonly names: readonly string[] }> {
  const names = await list(folder);
  if (names.some(isTrainingFile)) return { home: folder, names };
  if (names.includes(ARCHIVE_FOLDER)) {
    const home = join(folder, ARCHIVE_FOLDER);
    const inner = await list(home);
    if (inner.some(isTrainingFile)) return { home, names: inner };
  }
  throw new UserError(`${printable(folder)} ${whyNoBatches(names)}`);
}

async function list(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    throw fileError(error, folder);
  });
}

function isTrainingFile(name: string): boolean {
  return /^data_batch_.+\.bin$/.test(name);
}

function whyNoBatches(names: readonly string[]): string {
  const has = (...wanted: readonly string[]): boolean => wanted.every((name) => names.includes(name));
  if (names.length === 0) return 'is empty: choose the folder that holds data_batch_1.bin and its like.';
  if (has('train.bin', 'test.bin') || has('fine_label_names.txt')) {
    return 'holds CIFAR-100: choose a folder with CIFAR-10 in its binary version.';
  }
  if (has('data_batch_1')) {
    return "holds CIFAR-10's Python version: choose its binary version (cifar-10-binary.tar.gz, unpacked).";
  }
  if (names.some((name) => /^cifar-10.*\.tar(\.gz)?$/.test(name))) {
    return 'holds an archive that is still packed: unpack it and choose the folder that comes out.';
  }
  return "has no files named data_batch_*.bin: choose a folder in CIFAR-10's binary layout.";
}

async function readSplit(paths: readonly string[], classes: number): Promise<ImageSplit> {
  const counts: number[] = [];
  for (const path of paths) counts.push(await withRegularFile(path, (file) => Promise.resolve(countRecords(file))));
  const count = counts.reduce((sum, records) => sum + records, 0);
  if (count > MAX_IMAGES) {
    throw new UserError(
      `${paths.map(printable).join(', ')} hold ${count.toLocaleString('en')} images, more than the ${MAX_IMAGES.toLocaleString('en')} that are read at once: choose a smaller data set.`,
    );
  }
  const images = new Uint8Array(count * PIXELS * CHANNELS);
  const labels = new Uint8Array(count);
  let first = 0;
  for (const [i, path] of paths.entries()) {
    const records = counts[i] ?? 0;
    await withRegularFile(path, (file) => readRecords(file, records, classes, images, labels, first));
    first += records;
  }
  return { images, labels, count };
}

function countRecords({ path, size }: RegularFile): number {
  const name = printable(path);
  if (size === 0) throw new UserError(`${name} is empty: download or copy it again.`);
  if (size % RECORD === 0) return size / RECORD;
  if (size % CIFAR_100_RECORD === 0) {
    throw new UserError(
      `${name} holds records of CIFAR-100 (3,074 bytes each): choose a folder with CIFAR-10's binary version.`,
    );
  }
  throw new UserError(
    `${name} is truncated or not in CIFAR-10's binary layout: its ${size.toLocaleString('en')} bytes are not a whole number of 3,073-byte records; download or copy it again.`,
  );
}

/** Reads `count` records into `images` and `labels`, of which the first becomes number `first`. */
async function readRecords(
  file: RegularFile,
  count: number,
  classes: number,
  images: Uint8Array,
  labels: Uint8Array,
  first: number,
): Promise<void> {
  const buffer = new Uint8Array(Math.min(count, CHUNK) * RECORD);
  for (let start = 0; start < count; start += CHUNK) {
    const chunk = buffer.subarray(0, Math.min(CHUNK, count - start) * RECORD);
    await file.fill(chunk, start * RECORD);
    for (let at = 0; at < chunk.length; at += RECORD) {
      const record = start + at / RECORD;
      const label = chunk[at] ?? 0;
      if (label >= classes) {
        throw new UserError(
          `${printable(file.path)} has label ${label} in record ${(record + 1).toLocaleString('en')}, but labels go from 0 to ${classes - 1}: the file is damaged or of another format; download or copy it again.`,
        );
      }
      labels[first + record] = label;
      interleave(chunk.subarray(at + 1, at + RECORD), images, (first + record) * PIXELS * CHANNELS);
    }
  }
}

/** From `[channel, row, column]` to `[row, column, channel]`. */
function interleave(planes: Uint8Array, target: Uint8Array, start: number): void {
  for (let channel = 0; channel < CHANNELS; channel++) {
    for (let pixel = 0, to = start + channel; pixel < PIXELS; pixel++, to += CHANNELS) {
      target[to] = planes[channel * PIXELS + pixel] ?? 0;
    }
  }
}
