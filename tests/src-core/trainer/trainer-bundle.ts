import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';

const REPOSITORY = resolve(import.meta.dirname, '../../..');

/**
 * Bundles a trainer's entry as build/bundle.mjs does, for the tests of one file.
 * @param entry from the repository's folder
 * @returns its path; the file is there while tests run
 */
export function bundleTrainer(entry = 'src-core/trainer/index.ts'): string {
  // Inside the repository, so that it finds the packages which are not bundled.
  const folder = join(REPOSITORY, 'dist', `trainer-under-test-${process.pid}`);
  const path = join(folder, 'index.cjs');
  beforeAll(async () => {
    await build({
      absWorkingDir: REPOSITORY,
      entryPoints: { index: entry, 'data-thread': 'src-core/data/threads/data-thread.ts' },
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
