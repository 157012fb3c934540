import { CompiledSession } from '../graph/compiled-session';
import { loadFusedKernels } from '../runtime/fused-kernels';
import { SearchNetwork } from '../nn/search-network';
import type { SearchConfig } from './config';
import { SearchExecutor } from './search-executor';
import { searchVariables } from './search-variables';
import type { StepExecutor } from './step-executor';

/** Builds the search network with its first weights and alphas, all drawn from the seed. Its steps are compiled when they first run. */
export function createExecutor(options: {
  readonly config: SearchConfig;
  readonly classes: number;
  readonly image: { readonly height: number; readonly width: number; readonly channels: number };
}): StepExecutor {
  const { config, classes, image } = options;
  const { channels, layers, seed } = config;
  const network = new SearchNetwork({
    channels,
    layers,
    classes,
    imageChannels: image.channels,
    fused: loadFusedKernels(),
  });
  return new SearchExecutor(network, new CompiledSession(searchVariables(network, seed)), config, image);
}
