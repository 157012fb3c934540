import type { Variables } from '../graph/program';
import type { EvaluationNetwork } from './evaluation-network';

/**
 * The state of a training. What a run must save is `weights`, `momentum` and `statistics`; `weightGradient` carries values
 * from one program to the next within a step.
 */
export function trainingVariables({ parameters }: EvaluationNetwork, seed: number): Variables {
  const { weightCount } = parameters;
  const zeros = (): Variables[string] => ({ shape: [weightCount], initial: new Float32Array(weightCount) });
  return {
    weights: { shape: [weightCount], initial: parameters.initialWeights(seed) },
    momentum: zeros(),
    statistics: { shape: [parameters.statisticsCount], initial: parameters.initialStatistics() },
    weightGradient: zeros(),
  };
}
