import { version } from '../../package.json';
import { evaluationBatches, trainingBatches } from '../data/batches';
import type { DataSource } from '../data/dataset-facts';
import { openDataset } from '../data/open-dataset';
import { splitTrainValid } from '../data/split';
import { sizeOfRun } from '../loop/size-of-run';
import type { SearchConfig } from '../search/config';
import { searchWork } from '../search/search-work';
import { UserError } from '../user-error';
import type { Compute } from './compute';
import { environmentOf } from './environment';
import type { PreparedRun } from './prepared-run';

/**
 * Reads the data, splits it and builds the network.
 * @throws UserError when the data, the config and the device do not go together
 */
export async function prepareSearch(source: DataSource, config: SearchConfig, compute: Compute): Promise<PreparedRun> {
  const dataset = await openDataset(source);
  const { facts, train: split, mean, std } = dataset;
  const classes = facts.classNames.length;
  const halves = splitTrainValid(split.labels, classes, config.trainPortion, config.seed);
  if (halves.train.length === 0 || halves.valid.length === 0) {
    throw new UserError(
      `${facts.name} has ${facts.trainImages} training images: too few to split with a training portion ` +
        `(trainPortion) of ${config.trainPortion}. Use more images or a portion nearer to one half.`,
    );
  }
  const device = await compute.device();
  const executor = await compute.createExecutor({ config, classes, image: facts });
  const common = { split, facts, mean, std, seed: config.seed };
  const augment = { kind: 'cifar', cutoutLength: config.cutout ? config.cutoutLength : null } as const;
  const { batchSize } = config;
  const work = searchWork({
    config,
    executor,
    data: facts.fingerprint,
    environment: environmentOf(device),
    train: trainingBatches({
      ...common,
      indices: halves.train,
      batchSize,
      stream: 'train',
      augment,
      dropLast: false,
    }),
    valid: trainingBatches({
      ...common,
      indices: halves.valid,
      batchSize: Math.min(batchSize, halves.valid.length),
      stream: 'valid',
      augment,
      dropLast: true,
    }),
    validation: evaluationBatches({ ...common, indices: halves.valid, batchSize }),
  });
  return {
    info: {
      format: 'dartboard-run',
      version: 1,
      kind: 'search',
      source,
      data: facts,
      search: config,
      device,
      app: { version, node: process.versions.node },
    },
    warnings: dataset.warnings.map(({ message }) => message),
    bytes: sizeOfRun(work),
    saveIntervalMs: config.checkpointMinutes * 60_000,
    work,
    dispose: () => {
      executor.dispose();
    },
  };
}
