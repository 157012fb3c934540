import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { launch } from './lib/launch.mjs';
import { repositoryFolder } from './lib/paths.mjs';
import { say } from './lib/progress.mjs';
import { runEntry } from './lib/run-entry.mjs';
import { provisionTrainer } from './provision.mjs';

/** How often the app's main process is killed in the middle of a run. */
const KILLS_OF_MAIN = '10';
/** What the parts have shown, a line each. */
const SUMMARY = path.join(repositoryFolder, 'out/chaos-summary.txt');

/**
 * `npm run test:chaos`: everything is installed, then searches are interrupted in every way, at last by killing the packaged
 * app in mid-run; a summary tells what was done and found equal. What follows goes to Vitest, such as a file's name; the app
 * is then left alone, or `main-killed` alone runs its part.
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
async function chaos(args) {
  await provisionTrainer();
  mkdirSync(path.dirname(SUMMARY), { recursive: true });
  rmSync(SUMMARY, { force: true });
  process.env['DARTBOARD_CHAOS_SUMMARY'] = SUMMARY;
  const start = performance.now();
  const exitCode = args[0] === 'main-killed' ? await killMain() : await interrupt(args);
  summarise(exitCode, (performance.now() - start) / 60_000);
  return exitCode;
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
async function interrupt(args) {
  const vitest = ['--no-install', 'vitest', 'run', '-c', 'tests/chaos/vitest.config.ts', ...args];
  const exitCode = await launch('npx', vitest, { cwd: repositoryFolder, env: process.env });
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

/**
 * @param {number} exitCode
 * @param {number} minutes
 */
function summarise(exitCode, minutes) {
  const lines = existsSync(SUMMARY) ? readFileSync(SUMMARY, 'utf8').trimEnd().split('\n') : [];
  say(`\nChaos: ${exitCode === 0 ? 'all of it held' : 'FAILED'}, in ${minutes.toFixed(1)} minutes`);
  for (const line of lines) say(`  ${line}`);
}

await runEntry(() => chaos(process.argv.slice(2)));
