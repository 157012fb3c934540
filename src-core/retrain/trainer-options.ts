import type { Genotype } from '../space/genotype';
import type { RetrainConfig } from './config';
import type { NetworkShape } from './network-shape';

/** What a trainer needs to know to build its network. */
export interface TrainerOptions {
  readonly config: RetrainConfig;
  readonly genotype: Genotype;
  readonly classes: number;
  /** Of every image: height and width in pixels, colour channels. */
  readonly image: { readonly height: number; readonly width: number; readonly channels: number };
}

/** The network that a retraining trains. */
export function networkShape({ config, genotype, classes, image }: TrainerOptions): NetworkShape {
  const { network: kind, channels, layers, auxiliary } = config;
  return { kind, genotype, channels, layers, classes, imageChannels: image.channels, auxiliary };
}
