import { pathToFileURL } from 'node:url';

import { requireNode } from './lib/machine.mjs';
import { say } from './lib/progress.mjs';
import { runEntry } from './lib/run-entry.mjs';
import { provideElectron } from './steps/electron.mjs';
import { installPackages } from './steps/npm-install.mjs';
import { provisionTensorFlow } from './steps/tensorflow.mjs';

/**
 * Everything the trainer and the command line need.
 *
 * @throws {import('./lib/step-failure.mjs').StepFailure}
 */
export async function provisionTrainer() {
  requireNode();
  await installPackages();
  await provisionTensorFlow();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runEntry(async () => {
    await provisionTrainer();
    const electron = await provideElectron();
    say(`Everything is in place; Electron ${electron.version} is at ${electron.executable}.`);
  });
}
