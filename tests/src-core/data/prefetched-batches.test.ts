import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { build } from 'esbuild';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { BatchLoader, EvaluationBatches } from '../../../src-core/data/batch-loader';
import type { BatchLoaderOptions } from '../../../src-core/data/batch-loader';
import { DataThreads } from '../../../src-core/data/threads/data-threads';
import { PrefetchedBatches } from '../../../src-core/data/threads/prefetched-batches';
import { UserError } from '../../../src-core/user-error';
import { fileTable } from '../../../src-core/data/image-folder/file-table';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
// Inside the repository, so that it finds the packages which are not bundled.
const FOLDER = join(REPOSITORY, 'dist', `data-thread-under-test-${process.pid}`);
let threads: DataThreads;

beforeAll(async () => {
  await build({
    absWorkingDir: REPOSITORY,
    entryPoints: { 'data-thread': 'src-core/data/threads/data-thread.ts' },
    outdir: FOLDER,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['sharp'],
    logLevel: 'silent',
  });
  threads = new DataThreads(join(FOLDER, 'data-thread.cjs'), 2);
});

afterAll(async () => {
  await threads.end();
  await rm(FOLDER, { recursive: true, force: true });
});

const COUNT = 40;
const GIVEN: BatchLoaderOptions = {
  split: {
    images: Uint8Array.from({ length: COUNT * 30 }, (_, at) => (at * 37) & 0xff),
    labels: Uint16Array.from({ length: COUNT }, (_, i) => 7 * i),
    count: COUNT,
  },
  facts: { height: 5, width: 2, channels: 3 },
  mean: [0.1, 0.2, 0.3],
  std: [0.5, 0.6, 0.7],
  indices: Uint32Array.from({ length: 33 }, (_, i) => i),
  batchSize: 8,
  seed: 3,
  stream: 'train',
  augment: { kind: 'cifar', cutoutLength: 2 },
  dropLast: false,
};

describe('PrefetchedBatches', () => {
  it('gives the very bytes of the loader, in whatever order they are asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ batchSize: fc.integer({ min: 1, max: 20 }), dropLast: fc.boolean(), seed: fc.nat(99) }),
        fc.array(fc.tuple(fc.nat(3), fc.nat(40)), { maxLength: 8 }),
        async (some, detours) => {
          const options = { ...GIVEN, ...some };
          const loader = new BatchLoader(options);
          const ahead = new PrefetchedBatches(threads, { kind: 'training', ...options }, loader.batchesPerPass);
          if (loader.batchesPerPass === 0) return;
          for (const [pass, index] of detours) {
            // From there on, two one after another.
            for (const step of [0, 1]) {
              const place = (index + step) % loader.batchesPerPass;
              expect(await ahead.batch(pass, place)).toEqual(await loader.batch(pass, place));
            }
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('gives evaluation batches likewise, and goes round without making them anew', async () => {
    const loader = new EvaluationBatches(GIVEN);
    const ahead = new PrefetchedBatches(threads, { kind: 'evaluation', ...GIVEN }, loader.batchesPerPass);
    for (const pass of [0, 1]) {
      for (let index = 0; index < loader.batchesPerPass; index++) {
        expect(await ahead.batch(pass, index)).toEqual(await loader.batch(0, index));
      }
    }
  });

  it('leaves a batch as it is when the next ones are made', async () => {
    const ahead = new PrefetchedBatches(threads, { kind: 'training', ...GIVEN }, 5);
    const first = await ahead.batch(0, 0);
    const copy = first.images.slice();
    for (let index = 1; index < 5; index++) await ahead.batch(0, index);
    expect(first.images).toEqual(copy);
  });

  it('refuses a batch that a pass does not have', () => {
    const ahead = new PrefetchedBatches(threads, { kind: 'training', ...GIVEN }, 5);
    expect(() => ahead.batch(0, 5)).toThrow(RangeError);
  });

  it('tells of a file that is gone to whoever asks for its batch', async () => {
    const files = fileTable('/nowhere', [{ path: 'cat/1.png', size: 1, changed: 0 }], 'cover');
    const split = { images: new Uint8Array(), labels: new Uint8Array(1), count: 1, files };
    const options = { ...GIVEN, split, indices: new Uint32Array(1) };
    const ahead = new PrefetchedBatches(threads, { kind: 'training', ...options }, 1);
    const failure: unknown = await Promise.resolve(ahead.batch(0, 0)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect(String(failure)).toContain('/nowhere');
  });

  it('does not keep a process alive that has asked for nothing, nor one that is done', async () => {
    const script = join(FOLDER, 'idle.cjs');
    await build({
      absWorkingDir: REPOSITORY,
      stdin: {
        contents: `
          import { DataThreads } from './src-core/data/threads/data-threads';
          const split = { images: new Uint8Array(12), labels: new Uint8Array(1), count: 1 };
          const options = { kind: 'evaluation', split, facts: { height: 2, width: 2, channels: 3 }, mean: [0, 0, 0],
            std: [1, 1, 1], indices: new Uint32Array(1), batchSize: 1 };
          const threads = new DataThreads(process.argv[2], 2);
          const source = threads.open(options);
          const made = process.argv[3] === 'ask' ? threads.make(source, 0, 0) : Promise.resolve({ size: 0 });
          // Long enough for the threads to have started.
          setTimeout(() => made.then(({ size }) => console.log('made', size)), 1_000);`,
        resolveDir: REPOSITORY,
        loader: 'ts',
      },
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'silent',
    });
    const run = promisify(execFile);
    const worker = join(FOLDER, 'data-thread.cjs');
    expect((await run(process.execPath, [script, worker, 'idle'], { timeout: 20_000 })).stdout).toBe('made 0\n');
    expect((await run(process.execPath, [script, worker, 'ask'], { timeout: 20_000 })).stdout).toBe('made 1\n');
  });

  it('fails when its threads have ended, rather than waiting for ever', async () => {
    const lost = new DataThreads(join(FOLDER, 'data-thread.cjs'), 1);
    const ahead = new PrefetchedBatches(lost, { kind: 'training', ...GIVEN }, 5);
    await ahead.batch(0, 0);
    await lost.end();
    await expect(ahead.batch(0, 3)).rejects.toThrow('ended');
  });
});
