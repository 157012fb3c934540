import { printable } from '../file-errors';
import type { ImageDataset } from '../data/image-dataset';
import { readRunInfo } from '../runs/read-run';
import type { EvaluationRecord } from '../runs/records';
import type { RetrainInfo } from '../runs/run-info';
import { UserError } from '../user-error';
import { testSplit } from './measured-split';
import type { Trainer } from './network-trainer';
import { evaluationRecord } from './evaluation-record';
import { type SavedNetwork, type WhichNetwork, readSavedNetwork } from './saved-network';
import { SplitTally } from './split-tally';

/** A network that a run has trained, with its weights. */
export interface TrainedNetwork extends SavedNetwork {
  readonly info: RetrainInfo;
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
  const saved = readSavedNetwork(folder, which);
  if (saved === null) {
    throw new UserError(`${printable(folder)} has no checkpoint yet: let its training go on for a while.`);
  }
  return { info, ...saved };
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
  const other = classNames.findIndex((name, label) => name !== facts.classNames[label]);
  if (other === -1) return;
  throw new UserError(
    `Class ${other + 1} was ${printable(classNames[other] ?? '')} when ${info.name} was trained, but is ` +
      `${printable(facts.classNames[other] ?? '')} in ${facts.name}: choose a data set with the same classes, by the same names.`,
  );
}
