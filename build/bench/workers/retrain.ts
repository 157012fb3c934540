import { parseArgs } from 'node:util';

import { defaultRetrainConfig } from '../../../src-core/retrain/config';
import type { Trainer } from '../../../src-core/retrain/network-trainer';
import { PRESET_GENOTYPES } from '../../../src-core/space/preset-genotypes';
import { randomBatch } from '../random-batch';
import { secondsOf, serveTurns } from '../serve-turns';
import { IMAGE_SIDE } from '../step-flops';

const CLASSES = 10;
/** Half-way through a training: some paths are left out. */
const DROP_PATH = 0.1;

const { values } = parseArgs({
  options: {
    channels: { type: 'string', default: '36' },
    layers: { type: 'string', default: '20' },
    batch: { type: 'string', default: '96' },
    genotype: { type: 'string', default: 'DARTS_V2' },
    threads: { type: 'string' },
    // There is no other way here; a peer may have one.
    server: { type: 'boolean' },
  },
});

// TensorFlow reads this while it loads, so what loads it is imported later.
if (values.threads !== undefined) process.env['TF_NUM_INTEROP_THREADS'] ??= values.threads;

/** Compiles our retraining step and runs it in turns. */
async function serveSteps(): Promise<void> {
  const { createTrainer } = await import('../../../src-core/retrain/create-trainer');
  const [channels, layers, batchSize] = [Number(values.channels), Number(values.layers), Number(values.batch)];
  const genotype = Object.entries(PRESET_GENOTYPES).find(([name]) => name === values.genotype)?.[1];
  if (!genotype) throw new Error(`There is no genotype ${values.genotype}.`);
  const image = { height: IMAGE_SIDE, width: IMAGE_SIDE, channels: 3 };
  const config = { ...defaultRetrainConfig(), channels, layers, batchSize };
  const batch = randomBatch(batchSize, CLASSES, image, 'train');

  let trainer: Trainer | undefined;
  let count = 0;
  const buildSeconds = secondsOf(() => {
    trainer = createTrainer({ config, genotype, classes: CLASSES, image });
  });
  const step = (): void => {
    const place = { epoch: 0, step: count++, learningRate: config.learningRate, dropPathProb: DROP_PATH };
    const loss = trainer?.trainStep(batch, place).train.loss;
    if (!Number.isFinite(loss)) throw new Error('The loss is no longer finite.');
  };
  serveTurns(() => secondsOf(step), { buildSeconds });
}

void serveSteps();
