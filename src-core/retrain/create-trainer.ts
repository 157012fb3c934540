import { CompiledSession } from '../graph/compiled-session';
import { loadFusedKernels } from '../runtime/fused-kernels';
import { EvaluationNetwork } from './evaluation-network';
import { NetworkTrainer, type Trainer } from './network-trainer';
import { type TrainerOptions, networkShape } from './trainer-options';
import { trainingVariables } from './training-variables';

/** Builds the network with its first weights, drawn from the seed. Its steps are compiled when they first run. */
export function createTrainer(options: TrainerOptions): Trainer {
  const network = new EvaluationNetwork(networkShape(options), loadFusedKernels());
  const session = new CompiledSession(trainingVariables(network, options.config.seed));
  return new NetworkTrainer(network, session, options.config, options.image);
}
