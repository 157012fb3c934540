import { version } from '../../package.json';
import { evaluationBatches, trainingBatches } from '../data/batches';
import type { DataSource } from '../data/dataset-facts';
import { openDataset } from '../data/open-dataset';
import { splitTrainValid } from '../data/split';
import { NUMBER_BYTES, countOf } from '../runs/checkpoint-format';
import { estimateRunBytes } from '../runs/run-size';
import type { SearchConfig } from '../search/config';
import { SearchLoop, searchExtent } from '../search/search-loop';
import type { SearchWork } from '../search/search-loop';
import { UserError } from '../user-error';
import type { Compute } from './compute';
import { continueSearch } from './continue-search';
import { environmentOf } from './environment';
import type { PreparedRun } from './run-loop';

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
  const augment = { cutoutLength: config.cutout ? config.cutoutLength : null };
  const { batchSize } = config;
  const work: SearchWork = {
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
  };
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
    bytes: estimateSearchBytes(work),
    saveIntervalMs: config.checkpointMinutes * 60_000,
    begin: (host) => new SearchLoop({ ...work, ...host, from: null }),
    continueIn: (folder, host) => continueSearch(work, folder, host),
    dispose: () => {
      executor.dispose();
    },
  };
}

function estimateSearchBytes(work: SearchWork): number {
  const { config, executor } = work;
  const numbers = Object.values(executor.stateShapes).reduce((sum, shape) => sum + countOf(shape), 0);
  const { epochs, stepsPerEpoch } = searchExtent(work);
  const alphasPerEpoch = Math.ceil(stepsPerEpoch / config.reportFreq) + 1;
  return estimateRunBytes({ stateBytes: NUMBER_BYTES * numbers, epochs, stepsPerEpoch, alphasPerEpoch });
}
