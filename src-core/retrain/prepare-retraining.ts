import { version } from '../../package.json';
import { evaluationBatches, trainingBatches } from '../data/batches';
import type { DataSource } from '../data/dataset-facts';
import type { ImageDataset } from '../data/image-dataset';
import { openDataset } from '../data/open-dataset';
import { splitTrainValid } from '../data/split';
import type { TrainValidSplit } from '../data/split';
import { sizeOfRun } from '../loop/size-of-run';
import type { Genotype } from '../space/genotype';
import type { Compute } from '../trainer/compute';
import { environmentOf } from '../trainer/environment';
import type { PreparedRun } from '../trainer/prepared-run';
import { UserError } from '../user-error';
import { requireRoomForAuxiliaryHead } from './auxiliary-room';
import type { RetrainConfig } from './config';
import { imagesFor } from './images-for';
import { measuredSplit, testSplit } from './measured-split';
import type { MeasuredSplit } from './measured-split';
import { retrainWork } from './retrain-work';
import { networkShape } from './trainer-options';

/** What to train. */
export interface Candidate {
  readonly genotype: Genotype;
  /** Where it came from, for people. */
  readonly genotypeName: string;
}

/**
 * Reads the data, holds a part out and builds the network.
 * @throws UserError when the data, the config and the device do not go together
 */
export async function prepareRetraining(
  source: DataSource,
  { genotype, genotypeName }: Candidate,
  config: RetrainConfig,
  compute: Compute,
): Promise<PreparedRun> {
  const dataset = await openDataset(source, imagesFor(config));
  const { facts, train: split, mean, std } = dataset;
  const classes = facts.classNames.length;
  const halves = holdOut(dataset, config);
  const options = { config, genotype, classes, image: facts };
  requireRoomForAuxiliaryHead(networkShape(options), facts);
  const device = await compute.device();
  const trainer = await compute.createTrainer(options);
  const common = { split, facts, mean, std, seed: config.seed, batchSize: config.batchSize };
  const work = retrainWork({
    config,
    genotype,
    classes,
    trainer,
    data: facts.fingerprint,
    environment: environmentOf(device),
    train: trainingBatches({
      ...common,
      indices: halves.train,
      stream: 'retrain',
      augment: { kind: config.augmentation, cutoutLength: config.cutout ? config.cutoutLength : null },
      dropLast: false,
    }),
    validation: evaluationBatches({ ...common, indices: halves.valid }),
    final: testSplit(dataset, dataset, config.batchSize) ?? heldOut(dataset, halves, config),
  });
  return {
    info: {
      format: 'dartboard-run',
      version: 1,
      kind: 'retrain',
      source,
      data: facts,
      retrain: config,
      genotype,
      genotypeName,
      mean: [...mean],
      std: [...std],
      device,
      app: { version, node: process.versions.node },
    },
    warnings: dataset.warnings.map(({ message }) => message),
    bytes: sizeOfRun(work),
    saveIntervalMs: config.checkpointMinutes * 60_000,
    work,
    dispose: () => {
      trainer.dispose();
    },
  };
}

/** Which images are trained on, and which tell how good the network is. */
function holdOut({ facts, train }: ImageDataset, { trainPortion, seed }: RetrainConfig): TrainValidSplit {
  if (trainPortion === 1) {
    return { train: Uint32Array.from({ length: train.count }, (_, i) => i), valid: new Uint32Array() };
  }
  const halves = splitTrainValid(train.labels, facts.classNames.length, trainPortion, seed);
  if (halves.train.length > 0 && halves.valid.length > 0) return halves;
  throw new UserError(
    `${facts.name} has ${facts.trainImages} training images: too few to split with a training portion ` +
      `(trainPortion) of ${trainPortion}. Use more images, or a portion of 1 to hold none out.`,
  );
}

function heldOut(dataset: ImageDataset, { valid }: TrainValidSplit, config: RetrainConfig): MeasuredSplit | null {
  if (valid.length === 0) return null;
  return measuredSplit('validation', dataset.facts, dataset.train, valid, dataset, config.batchSize);
}
