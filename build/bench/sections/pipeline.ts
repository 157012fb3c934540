import * as v from 'valibot';

import { type Section, time } from '../markdown';
import type { BenchOptions } from '../options';
import { tell } from '../progress';
import { runWorker } from '../run-worker';

const MadeSchema = v.object({ images: v.number(), seconds: v.number() });

/** How fast fully augmented batches are made, apart from any step. */
export async function measurePipeline({ quick }: BenchOptions): Promise<Section[]> {
  const rows = [];
  for (const batch of [64, 256]) {
    tell(`Input pipeline: batch ${batch}`);
    const { images, seconds } = await runWorker('pipeline', { batch, seconds: quick ? 1 : 5 }, MadeSchema);
    rows.push({ batch, imagesPerSecond: images / seconds, secondsPerBatch: (batch * seconds) / images });
  }
  return [
    {
      title: 'The input pipeline',
      about:
        '32x32 colour images out of 50,000: shuffled, cropped, mirrored, cut out and normalised on one thread. A step takes two batches.',
      header: ['images per second', 'batch', 'per batch'],
      rows: rows.map(({ batch, imagesPerSecond, secondsPerBatch }) => [
        Math.round(imagesPerSecond).toLocaleString('en'),
        String(batch),
        time(secondsPerBatch),
      ]),
      data: rows,
    },
  ];
}
