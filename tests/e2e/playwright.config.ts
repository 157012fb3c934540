import path from 'node:path';

import { defineConfig } from '@playwright/test';

/** Drives the packaged app (`npm run package`), one window at a time: each one computes on every core. */
export default defineConfig({
  testDir: import.meta.dirname,
  outputDir: path.resolve(import.meta.dirname, '../../test-results'),
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
});
