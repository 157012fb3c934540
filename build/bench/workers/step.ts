import { parseArgs } from 'node:util';

import { defaultSearchConfig } from '../../../src-core/search/config';
import type { StepExecutor } from '../../../src-core/search/step-executor';
import { randomBatch } from '../random-batch';
import { secondsOf, serveTurns } from '../serve-turns';
import { IMAGE_SIDE, stepFlops } from '../step-flops';

const CLASSES = 10;

const { values } = parseArgs({
  options: {
    channels: { type: 'string', default: '16' },
    layers: { type: 'string', default: '8' },
    batch: { type: 'string', default: '16' },
    order: { type: 'string', default: '1' },
    threads: { type: 'string' },
    // There is no other way here; a peer may have one.
    server: { type: 'boolean' },
  },
});

// TensorFlow reads this while it loads, so what loads it is imported later.
if (values.threads !== undefined) process.env['TF_NUM_INTEROP_THREADS'] ??= values.threads;

/** Compiles our search step and runs it in turns. */
async function serveSteps(): Promise<void> {
  const { createExecutor } = await import('../../../src-core/search/create-executor');
  const { SearchNetwork } = await import('../../../src-core/nn/search-network');
  const [channels, layers, batch] = [Number(values.channels), Number(values.layers), Number(values.batch)];
  const order = values.order === '2' ? 2 : 1;
  const image = { height: IMAGE_SIDE, width: IMAGE_SIDE, channels: 3 };
  const config = { ...defaultSearchConfig(), channels, layers, batchSize: batch, unrolled: order === 2 };
  const [train, valid] = [randomBatch(batch, CLASSES, image, 'train'), randomBatch(batch, CLASSES, image, 'valid')];

  let executor: StepExecutor | undefined;
  const buildSeconds = secondsOf(() => {
    executor = createExecutor({ config, classes: CLASSES, image });
  });
  const step = (): void => {
    const loss = executor?.searchStep(train, valid, config.learningRate).train.loss;
    if (!Number.isFinite(loss)) throw new Error('The loss is no longer finite.');
  };
  const network = new SearchNetwork({ channels, layers, classes: CLASSES, imageChannels: image.channels });
  const flops = stepFlops(network.parameters, { layers, batch, order });
  serveTurns(() => secondsOf(step), { buildSeconds, ...flops });
}

void serveSteps();
