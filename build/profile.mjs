import path from 'node:path';

import { bundleBench } from './bench/bundle-bench.mjs';
import { launch } from './lib/launch.mjs';
import { runEntry } from './lib/run-entry.mjs';
import { provisionTrainer } from './provision.mjs';

// `npm run profile`: which operations a search step spends its time on.
await runEntry(async () => {
  await provisionTrainer();
  const program = path.join(await bundleBench(), 'profile.cjs');
  return launch(process.execPath, [program, ...process.argv.slice(2)], { env: process.env });
});
