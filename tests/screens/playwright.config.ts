import path from 'node:path';

import { defineConfig } from '@playwright/test';

/** Takes pictures of the packaged app (`npm run screenshots`). */
export default defineConfig({
  testDir: import.meta.dirname,
  outputDir: path.resolve(import.meta.dirname, '../../test-results/screens'),
  workers: 1,
  timeout: 1_800_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
});
