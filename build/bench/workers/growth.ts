import { parseArgs } from 'node:util';

import { nodeBackend } from '../../../src-core/runtime/raw-op';
import { tf } from '../../../src-core/runtime/tensorflow';
import { createExecutor } from '../../../src-core/search/create-executor';
import { defaultSearchConfig } from '../../../src-core/search/config';
import { randomBatch } from '../random-batch';

const CLASSES = 10;
const BATCH = 8;
const IMAGE = { height: 16, width: 16, channels: 3 };

const { values } = parseArgs({ options: { steps: { type: 'string', default: '500' } } });

/** What the process holds after a step. */
interface Held {
  readonly residentMb: number;
  readonly heapMb: number;
  /** Tensors that tfjs knows of, and those that the native side keeps. */
  readonly tensors: number;
  readonly nativeTensors: number;
}

/** Runs many small second-order steps and measures what the process holds after each. */
function runSteps(): Held[] {
  const config = { ...defaultSearchConfig(), channels: 4, layers: 3, batchSize: BATCH, unrolled: true };
  const executor = createExecutor({ config, classes: CLASSES, image: IMAGE });
  return Array.from({ length: Number(values.steps) }, (_, step) => {
    const train = randomBatch(BATCH, CLASSES, IMAGE, `train ${step}`);
    const valid = randomBatch(BATCH, CLASSES, IMAGE, `valid ${step}`);
    executor.searchStep(train, valid, config.learningRate);
    executor.evaluate(valid);
    const { rss, heapUsed } = process.memoryUsage();
    return {
      residentMb: rss / 2 ** 20,
      heapMb: heapUsed / 2 ** 20,
      tensors: tf.memory().numTensors,
      nativeTensors: nodeBackend().binding.getNumOfTensors(),
    };
  });
}

console.log(JSON.stringify(runSteps()));
