import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';

const REPOSITORY = resolve(import.meta.dirname, '../../..');

/**
 * Bundles the trainer's entry as build/bundle.mjs does, for the tests of one file.
 * @returns its path; the file is there while tests run
 */
export function bundleTrainer(): string {
  // Inside the repository, so that it finds the packages which are not bundled.
  const folder = join(REPOSITORY, 'dist', `trainer-under-test-${process.pid}`);
  const path = join(folder, 'index.cjs');
  beforeAll(async () => {
    await build({
      absWorkingDir: REPOSITORY,
      entryPoints: { index: 'src-core/trainer/index.ts', 'data-thread': 'src-core/data/threads/data-thread.ts' },
      outdir: folder,
      outExtension: { '.js': '.cjs' },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      external: ['@tensorflow/*', 'sharp'],
      logLevel: 'silent',
    });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return path;
}
