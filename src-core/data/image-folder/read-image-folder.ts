import { UserError } from '../../user-error';
import type { LabelledImages } from '../assemble-dataset';
import type { DatasetWarning } from '../dataset-facts';
import { warningOf } from '../dataset-warnings';
import { printable } from '../../file-errors';
import type { ImageSplit } from '../image-dataset';
import type { ImageShape } from '../normalise';
import { sharedLabels } from '../shared-memory';
import type { ImageSize } from '../picture';
import { chooseSize, extentOf } from './choose-size';
import { decodeFiles } from './decode-files';
import { fileTable } from './file-table';
import type { FramedShape, Framing } from './file-table';
import { findClasses } from './find-classes';
import type { LabelledFile } from './find-classes';
import { nothingPassedOver } from './list-pictures';
import type { PassedOver } from './list-pictures';
import { readHeaders } from './read-headers';

/**
 * What is decoded once and held in memory: bytes of pixels, bytes of files and their number, which opening takes its time
 * for. Larger sets are decoded as needed.
 */
export const HELD = { pixels: 1_000_000_000, bytes: 500_000_000, files: 100_000 };
/** Of a larger set, so many training images stand for all where its colours are measured. */
const SAMPLE = 2_000;

/** What pictures are made; a size and channels that are not named are chosen from theirs. */
export interface WantedImages {
  readonly size?: ImageSize;
  readonly channels?: number;
  /** `cover` when it is not named. */
  readonly framing?: Framing;
}

/**
 * Reads an image folder: see `findClasses` for its layouts and `decodeImage` for how pictures are decoded. Files that cannot
 * be read are left out and named in the warnings.
 *
 * @throws UserError when what is left is no data set
 */
export async function readImageFolder(
  root: string,
  wanted: WantedImages = {},
  limits: typeof HELD = HELD,
): Promise<LabelledImages> {
  const passedOver = nothingPassedOver();
  const found = await findClasses(root, passedOver);
  const all = [...found.train, ...found.test];
  const { headers, wrong } = await readHeaders(root, all);
  for (const [place, why] of wrong) passedOver.unreadable.push({ path: all[place]?.path ?? '', why });
  const known = headers.filter((header) => header !== null);
  if (known.length === 0) throw new UserError(`${printable(root)} ${nothingIn(passedOver)}`);
  const shape: ImageShape = {
    ...(wanted.size ? { height: wanted.size.height, width: wanted.size.width } : chooseSize(known)),
    channels: wanted.channels ?? (known.every(({ gray }) => gray) ? 1 : 3),
  };
  const train = found.train.filter((_, place) => !wrong.has(place));
  const test = found.test.filter((_, place) => !wrong.has(found.train.length + place));
  const extent = extentOf(known);
  const resized = extent.minHeight !== shape.height || extent.maxHeight !== shape.height;
  const rewidened = extent.minWidth !== shape.width || extent.maxWidth !== shape.width;
  const splits = await (fits([...train, ...test], shape, limits) ? held : streamed)(
    root,
    train,
    test,
    { ...shape, framing: wanted.framing ?? 'cover' },
    passedOver,
  );
  return {
    classNames: found.classNames.map(printable),
    ...shape,
    ...splits,
    ...(resized || rewidened ? { originalSizes: extent } : {}),
    warnings: [...(splits.warnings ?? []), ...warningsOf(found.classNames, found.empty, passedOver)],
  };
}

type Splits = Pick<LabelledImages, 'train' | 'test' | 'trainNames' | 'testNames' | 'sample' | 'warnings'>;

function fits(files: readonly LabelledFile[], shape: ImageShape, limits: typeof HELD): boolean {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const pixels = files.length * shape.height * shape.width * shape.channels;
  return pixels <= limits.pixels && bytes <= limits.bytes && files.length <= limits.files;
}

/** Decodes everything. */
async function held(
  root: string,
  train: readonly LabelledFile[],
  test: readonly LabelledFile[],
  target: FramedShape,
  passedOver: PassedOver,
): Promise<Splits> {
  const split = async (files: readonly LabelledFile[]): Promise<{ split: ImageSplit; names: readonly string[] }> => {
    const { images, broken } = await decodeFiles(root, files, target);
    for (const [place, why] of broken) passedOver.unreadable.push({ path: files[place]?.path ?? '', why });
    const good = files.filter((_, place) => !broken.has(place));
    return {
      split: { images, labels: labelsOf(good), count: good.length, files: fileTable(root, good, target.framing) },
      names: good.map(({ path }) => path),
    };
  };
  const [trained, tested] = [await split(train), await split(test)];
  return { train: trained.split, trainNames: trained.names, test: tested.split, testNames: tested.names };
}

/** Decodes a sample; the rest is decoded when it is needed. */
async function streamed(
  root: string,
  train: readonly LabelledFile[],
  test: readonly LabelledFile[],
  target: FramedShape,
  passedOver: PassedOver,
): Promise<Splits> {
  const count = Math.min(SAMPLE, train.length);
  const places = Array.from({ length: count }, (_, i) => Math.floor((i * train.length) / count));
  const sampled = places.flatMap((place) => train[place] ?? []);
  const { images, broken } = await decodeFiles(root, sampled, target);
  for (const [i, why] of broken) passedOver.unreadable.push({ path: sampled[i]?.path ?? '', why });
  const bad = new Set([...broken.keys()].map((i) => sampled[i]));
  const split = (files: readonly LabelledFile[]): ImageSplit => ({
    images: new Uint8Array(),
    labels: labelsOf(files),
    count: files.length,
    files: fileTable(root, files, target.framing),
  });
  const message = `The set is too large to be held in memory: images are read from the disk as they are needed, and mean and standard deviation are measured on ${count.toLocaleString('en')} of its ${train.length.toLocaleString('en')} training images.`;
  return {
    train: split(train.filter((file) => !bad.has(file))),
    test: split(test),
    sample: images,
    warnings: [{ kind: 'sample', message, count, files: [] }],
  };
}

function labelsOf(files: readonly LabelledFile[]): ImageSplit['labels'] {
  const labels = sharedLabels(files.length, 1 + files.reduce((max, { label }) => Math.max(max, label), 0));
  for (const [i, { label }] of files.entries()) labels[i] = label;
  return labels;
}

function warningsOf(
  classNames: readonly string[],
  empty: readonly string[],
  { unreadable, other, others }: PassedOver,
): DatasetWarning[] {
  const warnings: DatasetWarning[] = [];
  const names = unreadable.map(({ path, why }) => `${path} ${why}`);
  if (unreadable.length > 0) {
    warnings.push(warningOf('unreadable', names, (few) => `Left out: ${few}.`));
  }
  if (other.length > 0) {
    warnings.push(
      warningOf(
        'passed-over',
        other,
        (few) => `Left out, as they are not named as JPEG, PNG, GIF or WebP pictures: ${few}.`,
        others,
      ),
    );
  }
  if (empty.length > 0) {
    warnings.push(warningOf('passed-over', empty, (few) => `Left out, as these classes have no pictures: ${few}.`));
  }
  const twins = lookalikes(classNames);
  if (twins.length > 0) {
    warnings.push(
      warningOf('names', twins, (few) => `These classes differ only in how their names are written: ${few}.`),
    );
  }
  return warnings;
}

/** Names that differ in case, or in how accents are encoded, only. */
function lookalikes(names: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const key = name.normalize('NFC').toLowerCase();
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  return [...groups.values()].filter((group) => group.length > 1).flat();
}

function nothingIn({ unreadable, other }: PassedOver): string {
  const [first] = unreadable;
  if (first !== undefined) {
    return `has no picture that can be read: ${printable(first.path)} ${printable(first.why)}; choose another folder.`;
  }
  const hint = other.length > 0 ? ' Pictures are JPEG, PNG, GIF or WebP files.' : '';
  return `has no pictures in the folders inside it: choose a folder with one folder of pictures for each class.${hint}`;
}
