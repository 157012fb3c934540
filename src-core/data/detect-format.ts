import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { UserError } from '../user-error';
import { CIFAR_100_BINARY, CIFAR_10_BINARY } from './cifar-binary';
import { CIFAR_100_PYTHON, CIFAR_10_PYTHON } from './cifar-python';
import type { DatasetFormat } from './dataset-facts';
import { printable } from '../file-errors';
import { listFolder } from './folder-content';
import type { FolderContent } from './folder-content';
import { isIdxTraining } from './idx';
import { hasClassFolders } from './image-folder/find-classes';
import { realPathInside } from './regular-file';

/** A folder and the form of the data set in it. */
export interface DetectedFolder extends FolderContent {
  readonly format: Exclude<DatasetFormat, 'demo'>;
}

/** Folders that the archives of the known data sets unpack to, and where torchvision puts them. */
const ARCHIVE_FOLDERS = [
  'cifar-10-batches-bin',
  'cifar-100-binary',
  'cifar-10-batches-py',
  'cifar-100-python',
  'MNIST/raw',
  'FashionMNIST/raw',
  'raw',
];

/**
 * Tells by the names in a folder what form of data set it holds. The folder above an unpacked archive will do, too.
 *
 * @throws UserError when it holds none that is known
 */
export async function detectFormat(root: string): Promise<DetectedFolder> {
  const names = await listFolder(root);
  const format = await formatOf(root, names);
  if (format !== null) return { root, home: root, names, format };
  for (const name of ARCHIVE_FOLDERS) {
    if (!names.includes(name.split('/')[0] ?? name)) continue;
    const home = await realPathInside(root, join(root, name)).catch(() => null);
    if (home === null) continue;
    const inner = await listFolder(home);
    const found = await formatOf(home, inner);
    if (found !== null) return { root, home, names: inner, format: found };
  }
  if (await hasClassFolders(root)) return { root, home: root, names, format: 'image-folder' };
  throw new UserError(`${printable(root)} ${whyNoDataset(names)}`);
}

/** The form by the names of files; folders of pictures have none of their own. */
async function formatOf(home: string, names: readonly string[]): Promise<DetectedFolder['format'] | null> {
  if (names.some(CIFAR_10_BINARY.isTraining)) return 'cifar-10-binary';
  if (names.some(CIFAR_100_BINARY.isTraining)) return 'cifar-100-binary';
  if (names.some(CIFAR_10_PYTHON.isTraining)) return 'cifar-10-python';
  if (names.some(isIdxTraining)) return 'idx';
  // A folder of training pictures may be called train as well.
  if (names.some(CIFAR_100_PYTHON.isTraining) && names.includes(CIFAR_100_PYTHON.metaFile)) {
    const folder = await stat(join(home, 'train')).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (!folder) return 'cifar-100-python';
  }
  return null;
}

function whyNoDataset(names: readonly string[]): string {
  const forms =
    'a folder with one folder of pictures for each class, or one with the files of CIFAR-10, CIFAR-100 or MNIST';
  if (names.length === 0) return `is empty: choose ${forms}.`;
  if (names.some((name) => /\.(tar|tar\.gz|tgz|zip)$/i.test(name))) {
    return 'holds an archive that is still packed: unpack it and choose the folder that comes out.';
  }
  if (names.some((name) => /\.(jpe?g|png|gif|webp)$/i.test(name))) {
    return 'has pictures, but no folders that tell their classes: sort them into one folder for each class.';
  }
  return `holds no data set of a known form: choose ${forms}.`;
}
