import { CompiledSession } from '../graph/compiled-session';
import { loadFusedKernels } from '../runtime/fused-kernels';
import type { Genotype } from '../space/genotype';
import type { RetrainConfig } from './config';
import { EvaluationNetwork } from './evaluation-network';
import { NetworkTrainer, type Trainer } from './network-trainer';
import type { NetworkShape } from './network-shape';
import { trainingVariables } from './training-variables';

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

/** Builds the network with its first weights, drawn from the seed. Its steps are compiled when they first run. */
export function createTrainer(options: TrainerOptions): Trainer {
  const network = new EvaluationNetwork(networkShape(options), loadFusedKernels());
  const session = new CompiledSession(trainingVariables(network, options.config.seed));
  return new NetworkTrainer(network, session, options.config, options.image);
}
