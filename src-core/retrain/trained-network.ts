import { printable } from '../file-errors';
import type { ImageDataset } from '../data/image-dataset';
import { readNewestCheckpoint } from '../runs/checkpoint-store';
import { readRunInfo } from '../runs/read-run';
import type { EvaluationRecord } from '../runs/records';
import type { RetrainInfo } from '../runs/run-info';
import type { ExecutorState } from '../search/step-executor';
import { UserError } from '../user-error';
import { testSplit } from './measured-split';
import type { Trainer } from './network-trainer';
import { RetrainCheckpointSchema } from './retrain-checkpoint';
import { evaluationRecord } from './evaluation-record';
import { SplitTally } from './split-tally';

/** Which of a run's networks is meant: the best on the images that were held out, or the last one. */
export type WhichNetwork = 'best' | 'last';

/** A network that a run has trained, with its weights. */
export interface TrainedNetwork {
  readonly info: RetrainInfo;
  readonly state: ExecutorState;
  /** Epochs that it was trained for. */
  readonly epoch: number;
  /** Steps that it was trained for. */
  readonly globalStep: number;
  /** What is wrong with newer checkpoints, a sentence each. */
  readonly skipped: readonly string[];
}

/**
 * Reads a trained network from its run folder.
 * @throws UserError when there is none
 */
export async function readTrainedNetwork(folder: string, which: WhichNetwork): Promise<TrainedNetwork> {
  const info = await readRunInfo(folder);
  if (info.kind !== 'retrain') {
    throw new UserError(`${printable(folder)} is a search, not a training: train its genotype first, with "retrain".`);
  }
  const order = which === 'best' ? 'best' : 'newest';
  const found = readNewestCheckpoint(folder, RetrainCheckpointSchema, undefined, order);
  if (found === null) {
    throw new UserError(`${printable(folder)} has no checkpoint yet: let its training go on for a while.`);
  }
  const { header, tensors, skipped } = found;
  const { position, measurements, counters } = header;
  // Each step and each epoch is one measurement.
  const globalStep = measurements - position.epoch;
  return { info, state: { tensors, counters }, epoch: position.epoch, globalStep, skipped };
}

/**
 * Measures a trained network on the test split of a data set.
 * @param progress is told how many of the batches are done
 * @throws UserError when the data do not fit the network
 */
export async function evaluateOnTest(
  { info, state, epoch, globalStep }: TrainedNetwork,
  dataset: ImageDataset,
  trainer: Trainer,
  progress: (done: number, all: number) => void = () => undefined,
): Promise<EvaluationRecord> {
  const split = testSplit(dataset, info, info.retrain.batchSize);
  if (split === null) {
    throw new UserError(`${dataset.facts.name} has no test images; choose a data set that has some.`);
  }
  trainer.restore(state);
  const tally = new SplitTally(info.data.classNames.length);
  const start = performance.now();
  const { batchesPerPass } = split.batches;
  for (let index = 0; index < batchesPerPass; index++) {
    const batch = await split.batches.batch(0, index);
    tally.add(batch, trainer.evaluate(batch));
    progress(index + 1, batchesPerPass);
    // So that signals are heard.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return evaluationRecord(tally, split, { epoch, globalStep }, (performance.now() - start) / 1_000);
}

/** @throws UserError when a data set's images or classes are not those that the network was made for */
export function requireFittingData({ info }: TrainedNetwork, { facts }: ImageDataset): void {
  const { classNames, height, width, channels } = info.data;
  const [own, theirs] = [
    `${classNames.length} classes and images of ${width} x ${height} pixels in ${channels} channels`,
    `${facts.classNames.length} classes and images of ${facts.width} x ${facts.height} pixels in ${facts.channels} channels`,
  ];
  if (own !== theirs) {
    throw new UserError(
      `${info.name} was trained for ${own}, but ${facts.name} has ${theirs}; choose its own data set.`,
    );
  }
}
