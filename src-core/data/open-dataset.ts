import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';

import { UserError } from '../user-error';
import { assembleDataset } from './assemble-dataset';
import { readCifarBinary } from './cifar-binary';
import type { DataSource } from './dataset-facts';
import { drawDemoImages } from './demo-dataset';
import { fileError, printable } from './file-error';
import type { ImageDataset } from './image-dataset';

/**
 * Reads a data set into memory.
 *
 * @throws UserError with one sentence that names the file or folder, what is wrong and what to do
 */
export async function openDataset(source: DataSource): Promise<ImageDataset> {
  switch (source.kind) {
    case 'demo':
      return assembleDataset('demo', 'Demo shapes', drawDemoImages());
    case 'folder': {
      const folder = resolve(source.path);
      await requireFolder(folder);
      return assembleDataset('cifar-10-binary', printable(basename(folder) || folder), await readCifarBinary(folder));
    }
  }
}

async function requireFolder(path: string): Promise<void> {
  const stats = await stat(path).catch((error: unknown) => {
    throw fileError(error, path);
  });
  if (!stats.isDirectory()) {
    throw new UserError(`${printable(path)} is a file, not a folder: choose the folder that the data files are in.`);
  }
}
