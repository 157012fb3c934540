import { createHash } from 'node:crypto';

import { UserError } from '../user-error';
import type { DatasetFacts } from './dataset-facts';
import type { ImageDataset, ImageSplit } from './image-dataset';
import { pixelStatistics } from './pixel-statistics';

/** What a reader finds. */
export interface LabelledImages {
  readonly classNames: string[];
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly train: ImageSplit;
  readonly test: ImageSplit;
}

/**
 * Makes a data set of what a reader found: counts classes, measures what normalising needs, takes the fingerprint.
 *
 * @throws UserError when all training images are of one class
 */
export function assembleDataset(
  format: DatasetFacts['format'],
  name: string,
  { train, test, ...found }: LabelledImages,
): ImageDataset {
  const trainPerClass = found.classNames.map(() => 0);
  for (const label of train.labels) trainPerClass[label] = (trainPerClass[label] ?? 0) + 1;
  const present = found.classNames.filter((_, label) => trainPerClass[label] !== 0);
  if (present.length < 2) {
    throw new UserError(
      `All ${train.count.toLocaleString('en')} training images of ${name} are of one class (${present.join()}): choose a data set with at least two classes.`,
    );
  }
  return {
    facts: {
      format,
      name,
      ...found,
      trainPerClass,
      trainImages: train.count,
      testImages: test.count,
      fingerprint: fingerprintOf({ train, test, ...found }),
    },
    train,
    test,
    ...pixelStatistics(train.images, found.channels),
  };
}

/** SHA-256 over sizes, labels and pixels, but not names: a renamed copy is the same data. */
function fingerprintOf({ height, width, channels, train, test }: LabelledImages): string {
  const hash = createHash('sha256');
  for (const split of [train, test]) {
    hash.update(`${split.count} ${height} ${width} ${channels}\n`).update(split.labels).update(split.images);
  }
  return hash.digest('hex');
}
