import { parseArgs } from 'node:util';

import { BatchLoader } from '../../../src-core/data/batch-loader';
import type { ImageSplit } from '../../../src-core/data/image-dataset';
import { RandomStream } from '../../../src-core/random';
import { IMAGE_SIDE } from '../step-flops';

/** As many as CIFAR-10 has, so that images come from memory, not from the processor's cache. */
const IMAGES = 50_000;
const CLASSES = 10;

const { values } = parseArgs({
  options: { batch: { type: 'string', default: '64' }, seconds: { type: 'string', default: '5' } },
});

/** Makes fully augmented batches one after another for some seconds, and tells how fast that went. */
function measurePipeline(): { images: number; seconds: number } {
  const image = { height: IMAGE_SIDE, width: IMAGE_SIDE, channels: 3 };
  const batchSize = Number(values.batch);
  const loader = new BatchLoader({
    split: randomSplit(image.height * image.width * image.channels),
    facts: image,
    mean: [0.49, 0.48, 0.45],
    std: [0.25, 0.24, 0.26],
    indices: Uint32Array.from({ length: IMAGES / 2 }, (_, i) => 2 * i),
    batchSize,
    seed: 1,
    stream: 'train',
    augment: { kind: 'cifar', cutoutLength: 16 },
    dropLast: true,
  });
  const place = (n: number): [number, number] => [Math.floor(n / loader.batchesPerPass), n % loader.batchesPerPass];
  let made = 0;
  for (; made < 10; made++) loader.batch(...place(made));
  const warm = made;
  const begun = performance.now();
  const until = begun + 1_000 * Number(values.seconds);
  while (performance.now() < until) loader.batch(...place(made++));
  return { images: (made - warm) * batchSize, seconds: (performance.now() - begun) / 1_000 };
}

function randomSplit(length: number): ImageSplit {
  const random = new RandomStream(1, 'pixels');
  const images = new Uint8Array(IMAGES * length);
  const words = new Uint32Array(images.buffer);
  for (let i = 0; i < words.length; i++) words[i] = random.uint32();
  return { images, labels: Uint8Array.from({ length: IMAGES }, (_, i) => i % CLASSES), count: IMAGES };
}

console.log(JSON.stringify(measurePipeline()));
