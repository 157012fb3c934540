import type { DatasetFacts } from '../data/dataset-facts';
import type { Genotype } from '../space/genotype';
import type { RetrainConfig } from './config';
import { networkSize, type NetworkSize } from './network-size';

/** How large the network is that a retraining trains on a data set. */
export function sizeOfRetraining(
  genotype: Genotype,
  config: RetrainConfig,
  { classNames, channels, height, width }: Pick<DatasetFacts, 'classNames' | 'channels' | 'height' | 'width'>,
): NetworkSize {
  return networkSize(
    {
      kind: config.network,
      genotype,
      channels: config.channels,
      layers: config.layers,
      classes: classNames.length,
      imageChannels: channels,
      auxiliary: config.auxiliary,
    },
    { height, width, batchSize: config.batchSize },
  );
}
