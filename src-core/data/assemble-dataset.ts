import { UserError } from '../user-error';
import type { DatasetFacts, DatasetWarning } from './dataset-facts';
import { fingerprintOf } from './dataset-fingerprint';
import { duplicatesIn } from './duplicates';
import { warningOf } from './dataset-warnings';
import type { ImageDataset, ImageSplit, Labels } from './image-dataset';
import { pixelStatistics } from './pixel-statistics';

/** What a reader finds. */
export interface LabelledImages {
  readonly classNames: readonly string[];
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly train: ImageSplit;
  readonly test: ImageSplit;
  /** The files that images came from, where each had its own. */
  readonly trainNames?: readonly string[];
  readonly testNames?: readonly string[];
  /** Training images that stand for all, where those are not in memory: `[count, height, width, channels]`. */
  readonly sample?: Uint8Array;
  readonly originalSizes?: DatasetFacts['originalSizes'];
  readonly warnings?: readonly DatasetWarning[];
}

/** Classes with fewer images than this share of the largest are too few to learn from equally. */
const IMBALANCE = 0.2;

/**
 * Makes a data set of what a reader found: counts classes, measures what normalising needs, takes the fingerprint, looks for
 * what a person should know.
 *
 * @throws UserError when there are no training images or all are of one class
 */
export function assembleDataset(format: DatasetFacts['format'], name: string, found: LabelledImages): ImageDataset {
  const { classNames, height, width, channels, train, test } = found;
  const trainPerClass = countClasses(train.labels, classNames.length);
  const present = classNames.filter((_, label) => trainPerClass[label] !== 0);
  if (train.count === 0) throw new UserError(`${name} has no training images: choose another data set.`);
  if (present.length < 2) {
    throw new UserError(
      `All ${train.count.toLocaleString('en')} training images of ${name} are of one class (${present.join()}): choose a data set with at least two classes.`,
    );
  }
  const statistics = pixelStatistics(found.sample ?? train.images, channels);
  return {
    facts: {
      format,
      name,
      classNames: [...classNames],
      trainPerClass,
      testPerClass: countClasses(test.labels, classNames.length),
      trainImages: train.count,
      testImages: test.count,
      height,
      width,
      channels,
      ...(found.originalSizes === undefined ? {} : { originalSizes: found.originalSizes }),
      mean: [...statistics.mean],
      std: [...statistics.std],
      fingerprint: fingerprintOf(found),
    },
    train,
    test,
    ...statistics,
    warnings: [...(found.warnings ?? []), ...imbalanceOf(classNames, trainPerClass), ...duplicatesIn(found)],
  };
}

function countClasses(labels: Labels, classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

function imbalanceOf(classNames: readonly string[], perClass: readonly number[]): DatasetWarning[] {
  const most = Math.max(...perClass);
  const small = classNames.flatMap((name, label) => {
    const images = perClass[label] ?? 0;
    return images < IMBALANCE * most ? [`${name} (${images.toLocaleString('en')})`] : [];
  });
  if (small.length === 0) return [];
  return [
    warningOf(
      'imbalance',
      small,
      (few) => `Some classes have few training images, where the largest has ${most.toLocaleString('en')}: ${few}.`,
    ),
  ];
}
