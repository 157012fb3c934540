import type { BatchSource } from '../data/batch-loader';
import { NO_SUMS } from '../loop/batch-sums';
import type { Environment } from '../loop/run-checkpoint';
import type { ConclusionHost, Place, RunWork } from '../loop/run-work';
import type { EvaluationRecord } from '../runs/records';
import type { Genotype } from '../space/genotype';
import { UserError } from '../user-error';
import type { RetrainConfig } from './config';
import { dropPathProbability } from './drop-path-probability';
import { evaluationRecord } from './evaluation-record';
import { learningRateOf } from './learning-rate';
import type { MeasuredSplit } from './measured-split';
import type { Trainer, TrainingPlace } from './network-trainer';
import { RetrainCheckpointSchema } from './retrain-checkpoint';
import { type SavedNetwork, readSavedNetwork } from './saved-network';
import { SplitTally } from './split-tally';

/** What a retraining works on. */
export interface RetrainParts {
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

/**
 * The training of a network as quark0/darts cnn/train.py does it. Unlike there, images that are held out from the training
 * set tell after each epoch how good it is, and which epoch was the best; the test split is looked at once, in the end.
 */
export function retrainWork(parts: RetrainParts): RunWork {
  const { config, genotype, classes, trainer, train, validation, final, data, environment } = parts;
  return {
    phase: 'training',
    extent: {
      epochs: config.epochs,
      stepsPerEpoch: train.batchesPerPass,
      validationBatches: validation.batchesPerPass,
    },
    identity: { kind: 'retrain', config, genotype, data, environment },
    checkpointSchema: RetrainCheckpointSchema,
    machine: trainer,
    prepareStep: async (at) => {
      const place = trainingPlace(config, at);
      const batch = await train.batch(place.epoch, place.step);
      return {
        learningRate: place.learningRate,
        run: () => ({ ...trainer.trainStep(batch, place), valid: NO_SUMS }),
      };
    },
    validate: async (index) => trainer.evaluate(await validation.batch(0, index)).sums,
    observation: null,
    conclusion: final && ((host) => measureBest(trainer, final, classes, host)),
  };
}

/** Measures the best network on the split that was kept for it. */
async function measureBest(
  trainer: Trainer,
  split: MeasuredSplit,
  classes: number,
  { folder, pass }: ConclusionHost,
): Promise<EvaluationRecord | null> {
  const best = bestNetwork(folder);
  trainer.restore(best.state);
  const tally = new SplitTally(classes);
  const start = performance.now();
  for (let index = 0; index < split.batches.batchesPerPass; index++) {
    if (!(await pass())) return null;
    const batch = await split.batches.batch(0, index);
    tally.add(batch, trainer.evaluate(batch));
  }
  return evaluationRecord(tally, split, best, (performance.now() - start) / 1_000);
}

function bestNetwork(run: string): SavedNetwork {
  const best = readSavedNetwork(run, 'best');
  if (best === null) throw new UserError(`${run} has lost its checkpoints; start the training again.`);
  return best;
}

/** What a step depends on beside its batch: a function of the config and its place. */
function trainingPlace(config: RetrainConfig, { epoch, step }: Place): TrainingPlace {
  return {
    epoch,
    step,
    learningRate: learningRateOf(epoch, config),
    dropPathProb: dropPathProbability(epoch, config.epochs, config.dropPathProb),
  };
}
