import { CompiledSession } from '../graph/compiled-session';
import { SearchNetwork } from '../nn/search-network';
import type { SearchConfig } from './config';
import { SearchExecutor } from './search-executor';
import { searchVariables } from './search-variables';
import type { StepExecutor } from './step-executor';

/** Builds the search network with its first weights and alphas, all drawn from the seed, and compiles its step. */
export function createExecutor(options: {
  readonly config: SearchConfig;
  readonly classes: number;
  readonly image: { readonly height: number; readonly width: number; readonly channels: number };
  readonly batchSizes: { readonly train: number; readonly valid: number };
}): StepExecutor {
  const { config, classes, image, batchSizes } = options;
  const { channels, layers, seed } = config;
  const network = new SearchNetwork({ channels, layers, classes, imageChannels: image.channels });
  const variables = searchVariables(network, seed);
  return new SearchExecutor(network, (together) => new CompiledSession(variables, together), config, image, batchSizes);
}
