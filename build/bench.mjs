import path from 'node:path';

import { bundleBench } from './bench/bundle-bench.mjs';
import { launch } from './lib/launch.mjs';
import { runEntry } from './lib/run-entry.mjs';
import { provisionTrainer } from './provision.mjs';

// `npm run bench`: what a search step costs on this machine.
await runEntry(async () => {
  await provisionTrainer();
  const program = path.join(await bundleBench(), 'index.cjs');
  return launch(process.execPath, [program, ...process.argv.slice(2)], { env: process.env });
});
