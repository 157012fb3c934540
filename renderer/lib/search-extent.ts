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
