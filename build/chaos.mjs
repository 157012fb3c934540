import { launch } from './lib/launch.mjs';
import { repositoryFolder } from './lib/paths.mjs';
import { runEntry } from './lib/run-entry.mjs';
import { provisionTrainer } from './provision.mjs';

/** How often the app's main process is killed in the middle of a run. */
const KILLS_OF_MAIN = '10';

/**
 * `npm run test:chaos`: everything is installed, then searches are interrupted in every way, at last by killing the packaged
 * app in mid-run. What follows goes to Vitest, such as a file's name; the app is then left alone, or `main-killed` alone
 * runs its part.
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
async function chaos(args) {
  await provisionTrainer();
  if (args[0] === 'main-killed') return killMain();
  const exitCode = await launch(
    'npx',
    ['--no-install', 'vitest', 'run', '-c', 'tests/chaos/vitest.config.ts', ...args],
    {
      cwd: repositoryFolder,
      env: process.env,
    },
  );
  return exitCode !== 0 || args.length > 0 ? exitCode : killMain();
}

/** @returns {Promise<number>} the exit code */
async function killMain() {
  process.env['DARTBOARD_CHAOS_KILLS'] = KILLS_OF_MAIN;
  // Needs packages that are installed only now.
  const { suites } = await import('./testing/suites.mjs');
  const result = await suites['e2e']?.run(['main-killed']);
  return result?.exitCode ?? 1;
}

await runEntry(() => chaos(process.argv.slice(2)));
