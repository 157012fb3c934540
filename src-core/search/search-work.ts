import type { BatchSource } from '../data/batch-loader';
import type { Environment } from '../loop/run-checkpoint';
import type { Observation, Place, PreparedStep, RunWork } from '../loop/run-work';
import { deriveGenotype } from '../space/derive-genotype';
import type { SearchConfig } from './config';
import { cosineLearningRate } from './cosine-learning-rate';
import { SearchCheckpointSchema } from './search-checkpoint';
import type { StepExecutor } from './step-executor';

/** What a search works on. */
export interface SearchParts {
  readonly config: SearchConfig;
  readonly executor: StepExecutor;
  /** Of the weights: augmented, shuffled every pass, a smaller last batch included. */
  readonly train: BatchSource;
  /** Of the alphas: augmented, shuffled every pass, whole batches only. */
  readonly valid: BatchSource;
  /** The valid half in order and unaugmented, a smaller last batch included. */
  readonly validation: BatchSource;
  /** Fingerprint of the data set. */
  readonly data: string;
  readonly environment: Environment;
}

/**
 * A search as quark0/darts cnn/train_search.py does it. Unlike there, the alpha batches go through the whole valid half
 * before one comes again, the evaluation is not augmented, and the genotype of an epoch is the one after it, so the last
 * epoch's is not lost.
 */
export function searchWork(parts: SearchParts): RunWork {
  const { config, executor, train, validation, data, environment } = parts;
  return {
    phase: 'search',
    extent: {
      epochs: config.epochs,
      stepsPerEpoch: train.batchesPerPass,
      validationBatches: validation.batchesPerPass,
    },
    identity: { kind: 'search', config, data, environment },
    checkpointSchema: SearchCheckpointSchema,
    machine: executor,
    prepareStep: (place) => prepareStep(parts, place),
    validate: async (index) => executor.evaluate(await validation.batch(0, index)),
    observation: alphasOf(parts),
    conclusion: null,
  };
}

async function prepareStep(
  { config, executor, train, valid }: SearchParts,
  { epoch, step }: Place,
): Promise<PreparedStep> {
  const turn = epoch * train.batchesPerPass + step;
  const [trainBatch, validBatch] = await Promise.all([
    train.batch(epoch, step),
    valid.batch(Math.floor(turn / valid.batchesPerPass), turn % valid.batchesPerPass),
  ]);
  const learningRate = cosineLearningRate(epoch, config);
  return { learningRate, run: () => executor.searchStep(trainBatch, validBatch, learningRate) };
}

function alphasOf({ config, executor }: SearchParts): Observation {
  return {
    every: config.reportFreq,
    observe: (place) => {
      const alphas = executor.alphas();
      if (![...alphas.normal, ...alphas.reduce].flat().every(Number.isFinite)) return null;
      return { kind: 'alphas', ...place, ...alphas, genotype: deriveGenotype(alphas), time: Date.now() };
    },
  };
}
