import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';

import { UserError } from '../user-error';
import { assembleDataset } from './assemble-dataset';
import type { LabelledImages } from './assemble-dataset';
import { CIFAR_100_BINARY, CIFAR_10_BINARY, readCifarBinary } from './cifar-binary';
import { CIFAR_100_PYTHON, CIFAR_10_PYTHON, readCifarPython } from './cifar-python';
import type { DataSource } from './dataset-facts';
import { drawDemoImages } from './demo-dataset';
import { detectFormat } from './detect-format';
import type { DetectedFolder } from './detect-format';
import { readingError, printable } from '../file-errors';
import { readIdx } from './idx';
import type { ImageDataset } from './image-dataset';
import { readImageFolder } from './image-folder/read-image-folder';
import type { WantedImages } from './image-folder/read-image-folder';
import type { ImageSize } from './picture';

/**
 * Reads a data set, in the form that is detected from its folder: into memory, or, for large image folders, as a list of
 * files to be decoded.
 *
 * @param wanted what pictures of an image folder are made, where the source does not say
 * @throws UserError with one sentence that names the file or folder, what is wrong and what to do
 */
export async function openDataset(source: DataSource, wanted: WantedImages = {}): Promise<ImageDataset> {
  switch (source.kind) {
    case 'demo':
      return assembleDataset('demo', 'Demo shapes', drawDemoImages());
    case 'folder': {
      const folder = resolve(source.path);
      await requireFolder(folder);
      const detected = await detectFormat(folder);
      const name = printable(basename(folder) || folder);
      return assembleDataset(detected.format, name, await read(detected, source.size, wanted));
    }
  }
}

function read(content: DetectedFolder, size: ImageSize | undefined, wanted: WantedImages): Promise<LabelledImages> {
  if (size !== undefined && content.format !== 'image-folder') {
    throw new UserError(
      `${printable(content.root)} is no image folder, so its images keep their own size: leave out the image size.`,
    );
  }
  switch (content.format) {
    case 'cifar-10-binary':
      return readCifarBinary(content, CIFAR_10_BINARY);
    case 'cifar-100-binary':
      return readCifarBinary(content, CIFAR_100_BINARY);
    case 'cifar-10-python':
      return readCifarPython(content, CIFAR_10_PYTHON);
    case 'cifar-100-python':
      return readCifarPython(content, CIFAR_100_PYTHON);
    case 'idx':
      return readIdx(content);
    case 'image-folder':
      return readImageFolder(content.root, size === undefined ? wanted : { ...wanted, size });
  }
}

async function requireFolder(path: string): Promise<void> {
  const stats = await stat(path).catch((error: unknown) => {
    throw readingError(path, error);
  });
  if (!stats.isDirectory()) {
    throw new UserError(`${printable(path)} is a file, not a folder: choose the folder that the data files are in.`);
  }
}
