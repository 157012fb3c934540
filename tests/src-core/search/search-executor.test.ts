import { describe, expect, test } from 'vitest';

import type { Batch } from '../../../src-core/data/image-dataset';
import { RandomStream } from '../../../src-core/random';
import { tf } from '../../../src-core/runtime/tensorflow';
import { defaultSearchConfig, type SearchConfig } from '../../../src-core/search/config';
import { createExecutor } from '../../../src-core/search/create-executor';
import type { StepExecutor } from '../../../src-core/search/step-executor';

const IMAGE = { height: 8, width: 6, channels: 1 };
const CLASSES = 3;

/** Images whose brightness tells the class. */
function batch(size: number, counter: number): Batch {
  const random = new RandomStream(5, 'test-batch', counter);
  const labels = Int32Array.from({ length: size }, (_, i) => i % CLASSES);
  const pixels = IMAGE.height * IMAGE.width;
  const images = Float32Array.from(
    { length: size * pixels },
    (_, i) => (labels[Math.floor(i / pixels)] ?? 0) - 1 + 0.3 * random.normal(),
  );
  return { images, labels, size };
}

/** Compiled, as the product runs it. */
function create(config: SearchConfig): StepExecutor {
  return createExecutor({ config, classes: CLASSES, image: IMAGE });
}

describe.each([false, true])('a search step (unrolled: %s)', (unrolled) => {
  const config = { ...defaultSearchConfig(), channels: 2, layers: 2, unrolled };

  test('learns, on images that are not square, without leaking a tensor', () => {
    const executor = create(config);
    const losses: number[] = [];
    const before = { ...executor.alphas() };
    let tensors = 0;
    for (let step = 0; step < 12; step++) {
      const { train, valid, gradNorm } = executor.searchStep(batch(6, 2 * step), batch(6, 2 * step + 1), 0.1);
      losses.push(train.loss / train.count);
      expect(valid.count).toBe(6);
      expect(gradNorm).toBeGreaterThan(0);
      if (step > 0) expect(tf.memory().numTensors).toBe(tensors);
      tensors = tf.memory().numTensors;
    }
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(losses.slice(-3))).toBeLessThan(0.8 * mean(losses.slice(0, 3)));
    expect(executor.alphas()).not.toEqual(before);
    executor.dispose();
  });

  test('is a function of the seed and the batches', () => {
    const run = (): unknown => {
      const executor = create(config);
      const results = [0, 1].map((step) => executor.searchStep(batch(4, step), batch(4, step + 7), 0.025));
      const alphas = executor.alphas();
      executor.dispose();
      return { results, alphas };
    };
    expect(run()).toEqual(run());
  });

  test('takes a last batch of another size', () => {
    const executor = create(config);
    executor.searchStep(batch(6, 0), batch(6, 1), 0.025);
    expect(executor.searchStep(batch(2, 2), batch(6, 3), 0.025).train.count).toBe(2);
    executor.dispose();
  });
});

test('measuring changes nothing', () => {
  const config = { ...defaultSearchConfig(), channels: 2, layers: 2 };
  const executor = create(config);
  const first = executor.evaluate(batch(5, 1));
  expect(executor.evaluate(batch(5, 1))).toEqual(first);
  // Untrained, three classes: about ln 3 = 1.1 nats an image.
  expect(first.loss / first.count).toBeLessThan(3);
  expect(first.top5).toBe(5);
  executor.dispose();
});
