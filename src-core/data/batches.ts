import { cpus } from 'node:os';

import { BatchLoader, EvaluationBatches } from './batch-loader';
import type { BatchedImages, BatchLoaderOptions, BatchSource } from './batch-loader';
import { DataThreads } from './threads/data-threads';
import { PrefetchedBatches } from './threads/prefetched-batches';

/** So many make batches faster than a graphics card takes them; decoding has the image library's threads besides. */
const MAX_THREADS = 8;

let threadFile: string | null = null;
let threads: DataThreads | null = null;

/**
 * Has batches made by threads from now on, ahead of the steps that need them.
 * @param file the bundle of `threads/data-thread.ts`
 */
export function makeBatchesInThreads(file: string): void {
  threadFile = file;
}

/** Batches for training, as `BatchLoader` draws them; made in threads where the program has been told of their code. */
export function trainingBatches(options: BatchLoaderOptions): BatchSource {
  const loader = new BatchLoader(options);
  const pool = startedThreads();
  return pool === null ? loader : new PrefetchedBatches(pool, { kind: 'training', ...options }, loader.batchesPerPass);
}

/** Batches for measuring, as `EvaluationBatches` gives them; likewise. */
export function evaluationBatches(images: BatchedImages): BatchSource {
  const loader = new EvaluationBatches(images);
  const pool = startedThreads();
  return pool === null ? loader : new PrefetchedBatches(pool, { kind: 'evaluation', ...images }, loader.batchesPerPass);
}

/** One pool serves all sources. */
function startedThreads(): DataThreads | null {
  if (threadFile === null) return null;
  threads ??= new DataThreads(threadFile, Math.max(1, Math.min(MAX_THREADS, cpus().length - 1)));
  return threads;
}
