import { resolve } from 'node:path';

import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  test: {
    name: 'chaos',
    environment: 'node',
    include: ['tests/chaos/**/*.chaos.ts'],
    pool: 'forks',
    // One at a time: these measure, and each uses every core.
    maxWorkers: 1,
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
  },
});
