import type { DatasetFacts } from '../../src-core/data/dataset-facts';
import type { SearchConfig } from '../../src-core/search/config';

/** How much work a search will be. */
export interface SearchExtent {
  readonly trainImages: number;
  readonly validImages: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
}

/** What the settings mean for a data set: the halves of its training images, and the steps, last small batch included. */
export function searchExtent(
  { trainPerClass }: Pick<DatasetFacts, 'trainPerClass'>,
  { trainPortion, batchSize, epochs }: Pick<SearchConfig, 'trainPortion' | 'batchSize' | 'epochs'>,
): SearchExtent {
  const images = trainPerClass.reduce((sum, count) => sum + count, 0);
  const trainImages = Math.floor(images * trainPortion);
  const stepsPerEpoch = Math.ceil(trainImages / batchSize);
  return { trainImages, validImages: images - trainImages, stepsPerEpoch, totalSteps: stepsPerEpoch * epochs };
}

/** A sentence when some class has far fewer training images than another (half or less), else null. */
export function imbalanceHint({
  trainPerClass,
  classNames,
}: Pick<DatasetFacts, 'trainPerClass' | 'classNames'>): string | null {
  const most = Math.max(...trainPerClass);
  const least = Math.min(...trainPerClass);
  if (least * 2 > most) return null;
  const rare = classNames[trainPerClass.indexOf(least)] ?? '';
  const common = classNames[trainPerClass.indexOf(most)] ?? '';
  if (least === 0) return `Class “${rare}” has no training images.`;
  const ratio = Math.round((most / least) * 10) / 10;
  return `The classes are uneven: “${common}” has ${ratio} times as many training images as “${rare}”.`;
}
