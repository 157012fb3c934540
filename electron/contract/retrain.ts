import type { RetrainConfigInput } from '../../src-core/retrain/config';
import type { Genotype } from '../../src-core/space/genotype';

/** A genotype under the name that people know it by. */
export interface NamedGenotype {
  readonly genotype: Genotype;
  readonly genotypeName: string;
}

/** A retraining to be started, estimated or measured. */
export interface RetrainRequest extends NamedGenotype {
  /** A data set's token. */
  readonly dataset: string;
  readonly config: RetrainConfigInput;
}

/** Retrainings with the same settings but for the seed: each genotype with each seed. */
export interface SeriesRequest {
  readonly candidates: readonly NamedGenotype[];
  readonly seeds: readonly number[];
  readonly dataset: string;
  readonly config: RetrainConfigInput;
}

/** A retraining of a series that has not been started yet. */
export interface WaitingRun {
  readonly genotypeName: string;
  readonly seed: number;
}
