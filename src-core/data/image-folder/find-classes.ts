import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { UserError } from '../../user-error';
import { readingError, printable } from '../../file-errors';
import { compareNames, listPictures } from './list-pictures';
import type { PassedOver } from './list-pictures';
import type { ImageFile } from './file-table';

/** Names of the folder that training images are in, and of the one for testing: the first that has classes is taken. */
const TRAIN = ['train', 'training'];
const TEST = ['test', 'testing', 'val', 'valid', 'validation'];

/** A picture and its class. */
export interface LabelledFile extends ImageFile {
  readonly label: number;
}

/** The pictures of an image folder, class by class. */
export interface ClassFolders {
  /** The names of the classes' folders, in order. */
  readonly classNames: readonly string[];
  readonly train: readonly LabelledFile[];
  readonly test: readonly LabelledFile[];
  /** Folders of classes without a picture, which are left out. */
  readonly empty: readonly string[];
}

/** Whether a folder is laid out as an image folder: it has folders that could be classes. */
export async function hasClassFolders(folder: string): Promise<boolean> {
  return (await foldersIn(folder)).length > 0;
}

/**
 * Finds the pictures of a folder that has a folder for each class (as torchvision's ImageFolder expects), or one such folder
 * for training and another for testing (as ImageNet has).
 *
 * @throws UserError when the folders do not fit together
 */
export async function findClasses(root: string, passedOver: PassedOver): Promise<ClassFolders> {
  const folders = await foldersIn(root);
  const train = folders.find((name) => TRAIN.includes(name.toLowerCase()));
  if (train === undefined) return withTest(root, '', folders, null, passedOver);
  for (const wanted of TEST) {
    const test = folders.find((name) => name.toLowerCase() === wanted);
    if (test !== undefined && (await hasClassFolders(join(root, test)))) {
      return withTest(root, train, await foldersIn(join(root, train)), test, passedOver);
    }
  }
  return withTest(root, train, await foldersIn(join(root, train)), null, passedOver);
}

async function withTest(
  root: string,
  trainFolder: string,
  classFolders: readonly string[],
  testFolder: string | null,
  passedOver: PassedOver,
): Promise<ClassFolders> {
  const classNames: string[] = [];
  const empty: string[] = [];
  const train: LabelledFile[] = [];
  for (const name of classFolders) {
    const pictures = await listPictures(root, join(trainFolder, name), passedOver);
    if (pictures.length === 0) {
      empty.push(name);
      continue;
    }
    for (const file of pictures) train.push({ ...file, label: classNames.length });
    classNames.push(name);
  }
  const test: LabelledFile[] = [];
  for (const name of testFolder === null ? [] : await foldersIn(join(root, testFolder))) {
    const label = classNames.indexOf(name);
    if (label < 0 && empty.includes(name)) continue;
    if (label < 0) {
      throw new UserError(
        `${printable(join(root, testFolder ?? '', name))} is a class that ${printable(join(root, trainFolder))} does not have: give both the same class folders.`,
      );
    }
    for (const file of await listPictures(root, join(testFolder ?? '', name), passedOver))
      test.push({ ...file, label });
  }
  return { classNames, train, test, empty };
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw readingError(folder, error);
  });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort(compareNames);
}
