import { launch } from './lib/launch.mjs';
import { repositoryFolder } from './lib/paths.mjs';
import { runEntry } from './lib/run-entry.mjs';
import { provisionTrainer } from './provision.mjs';

/**
 * `npm run test:chaos`: everything is installed, then searches are interrupted in every way. What follows goes to Vitest,
 * such as a file's name.
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
async function chaos(args) {
  await provisionTrainer();
  return launch('npx', ['--no-install', 'vitest', 'run', '-c', 'tests/chaos/vitest.config.ts', ...args], {
    cwd: repositoryFolder,
    env: process.env,
  });
}

await runEntry(() => chaos(process.argv.slice(2)));
