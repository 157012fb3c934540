import type { BatchSource } from '../data/batch-loader';
import type { EvaluationRecord, RunRecord } from '../runs/records';
import type { RunHost } from '../search/run-gate';
import type { Environment, Position } from '../search/search-checkpoint';
import type { SearchExtent } from '../search/search-progress';
import type { ExecutorState } from '../search/step-executor';
import type { Genotype } from '../space/genotype';
import type { RetrainConfig } from './config';
import { dropPathProbability } from './drop-path';
import { learningRateOf } from './learning-rate';
import type { Trainer, TrainingPlace } from './network-trainer';
import type { RetrainCheckpoint } from './retrain-checkpoint';

/** A split that a trained network is measured on. */
export interface MeasuredSplit {
  readonly name: EvaluationRecord['split'];
  /** In order and unaugmented, a smaller last batch included. */
  readonly batches: BatchSource;
  /** Of the image at a place in those batches: its place in the data set's split, and a small picture if there can be one. */
  picture(place: number): { readonly index: number; readonly url: string | null };
}

/** What a retraining works on. */
export interface RetrainWork {
  readonly config: RetrainConfig;
  readonly genotype: Genotype;
  readonly classes: number;
  readonly trainer: Trainer;
  /** Augmented, shuffled every pass, a smaller last batch included. */
  readonly train: BatchSource;
  /** The images that are held out, in order and unaugmented; no batches when there are none. */
  readonly validation: BatchSource;
  /** What the best network is measured on in the end; null when there are no images for that. */
  readonly final: MeasuredSplit | null;
  /** Fingerprint of the data set. */
  readonly data: string;
  readonly environment: Environment;
}

/** What a loop works on, and where. */
export interface RetrainLoopParts extends RetrainWork, RunHost {
  /** Told every record, in order. */
  readonly emit: (record: RunRecord) => void;
  /** Where to go on; the trainer has that checkpoint's state already. Null for the beginning. */
  readonly from: RetrainStart | null;
  /** The state of the best network so far. */
  readonly best: () => ExecutorState;
}

/** A place in the middle of a retraining. */
export interface RetrainStart {
  readonly checkpoint: Pick<RetrainCheckpoint, 'position' | 'train' | 'validation' | 'measurements' | 'bestTop1'>;
  /** What the steps before took, in milliseconds: of this epoch together, and each of the last ones. */
  readonly epochMs: number;
  readonly stepTimes: readonly number[];
}

/** How much work a retraining is. */
export function retrainExtent({ config, train, validation }: RetrainWork): SearchExtent {
  return {
    epochs: config.epochs,
    stepsPerEpoch: train.batchesPerPass,
    validationBatches: validation.batchesPerPass,
  };
}

/** What a step at a position depends on beside its batch: a function of the config. */
export function placeOf(config: RetrainConfig, { epoch, step }: Pick<Position, 'epoch' | 'step'>): TrainingPlace {
  return {
    epoch,
    step,
    learningRate: learningRateOf(epoch, config),
    dropPathProb: dropPathProbability(epoch, config.epochs, config.dropPathProb),
  };
}
