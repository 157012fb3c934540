import { join } from 'node:path';

import { build } from 'esbuild';
import { expect, it } from 'vitest';

const REPOSITORY = join(import.meta.dirname, '../../..');
const ENTRY = 'src-core/trainer/index.ts';

// Loading it takes a second and half a gigabyte, and fails where it is not set up; listing runs needs none of that.
it('TensorFlow is loaded when something computes, not when the program starts', async () => {
  const { metafile } = await build({
    absWorkingDir: REPOSITORY,
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    outdir: 'none',
    external: ['@tensorflow/*', 'sharp'],
    logLevel: 'silent',
  });
  /** What each file that is loaded at the start was loaded by. */
  const loadedBy = new Map<string, string>([[ENTRY, '']]);
  for (const [file] of loadedBy) {
    for (const { kind, path, external } of metafile.inputs[file]?.imports ?? []) {
      if (kind === 'dynamic-import' || loadedBy.has(path)) continue;
      expect(external === true && path.startsWith('@tensorflow'), `${path}, from ${file}`).toBe(false);
      if (external !== true) loadedBy.set(path, file);
    }
  }
  expect(loadedBy.size).toBeGreaterThan(50);
});
