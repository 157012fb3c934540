import type { Variables } from '../graph/program';
import type { SearchNetwork } from '../nn/search-network';
import { RandomStream } from '../random';
import { EDGES } from '../space/cell-topology';
import { PRIMITIVES } from '../space/primitives';

/** Shape of the alphas and of all that belongs to them: normal then reduction cell, edges, operations. */
export const ALPHA_SHAPE = [2, EDGES, PRIMITIVES.length] as const;

const ALPHA_COUNT = ALPHA_SHAPE.reduce((product, side) => product * side, 1);

/**
 * The state of a search. What a run must save is `weights`, `momentum`, `statistics`, `alphas`, `adamM`, `adamV`; the rest
 * carries values from one program to the next within a step.
 */
export function searchVariables(network: SearchNetwork, seed: number): Variables {
  const { parameters } = network;
  const { weightCount } = parameters;
  const weights = (): Variables[string] => ({ shape: [weightCount], initial: new Float32Array(weightCount) });
  const alphas = (): Variables[string] => ({ shape: ALPHA_SHAPE, initial: new Float32Array(ALPHA_COUNT) });
  return {
    weights: { shape: [weightCount], initial: parameters.initialWeights(seed) },
    momentum: weights(),
    statistics: { shape: [parameters.statisticsCount], initial: parameters.initialStatistics() },
    alphas: { shape: ALPHA_SHAPE, initial: initialAlphas(seed) },
    adamM: alphas(),
    adamV: alphas(),
    weightGradient: weights(),
    alphaGradient: alphas(),
    savedWeights: weights(),
    direction: weights(),
    unrolledAlphaGradient: alphas(),
    plusAlphaGradient: alphas(),
  };
}

/** 1e-3 times standard normal (quark0/darts cnn/model_search.py `_initialize_alphas`). */
function initialAlphas(seed: number): Float32Array {
  const random = new RandomStream(seed, 'alphas');
  return Float32Array.from({ length: ALPHA_COUNT }, () => 1e-3 * random.normal());
}
