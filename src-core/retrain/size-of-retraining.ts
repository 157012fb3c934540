import type { DatasetFacts } from '../data/dataset-facts';
import type { Genotype } from '../space/genotype';
import type { RetrainConfig } from './config';
import { networkSize, type NetworkSize } from './network-size';
import { networkShape } from './trainer-options';

/** How large the network is that a retraining trains on a data set. */
export function sizeOfRetraining(
  genotype: Genotype,
  config: RetrainConfig,
  { classNames, channels, height, width }: Pick<DatasetFacts, 'classNames' | 'channels' | 'height' | 'width'>,
): NetworkSize {
  return networkSize(
    networkShape({ config, genotype, classes: classNames.length, image: { height, width, channels } }),
    { height, width, batchSize: config.batchSize },
  );
}
