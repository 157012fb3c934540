import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';

import { launch } from './lib/launch.mjs';
import { wantedDevice } from './lib/machine.mjs';
import { repositoryFolder } from './lib/paths.mjs';
import { say } from './lib/progress.mjs';
import { runEntry } from './lib/run-entry.mjs';
import { StepFailure } from './lib/step-failure.mjs';

/** How often the graphics card is asked, in milliseconds. */
const SAMPLE_MS = 500;

/**
 * `npm run check:gpu -- [OUT [FOLDER...]]`: on a machine with an NVIDIA GPU, runs everything that tells whether and how fast
 * the search runs there: the reference's numbers (the fixtures, and further folders of them), then the bench of the step
 * with the device's memory. Results go to OUT (gpu-check/ when left out).
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>} 0 when all went well and all numbers are within tolerance
 * @throws {StepFailure} without a GPU
 */
async function checkGpu([out = 'gpu-check', ...folders]) {
  if (wantedDevice() !== 'gpu') {
    throw new StepFailure('no NVIDIA GPU was found (nvidia-smi -L lists none): run this on a machine that has one');
  }
  const folder = path.resolve(process.env['INIT_CWD'] ?? process.cwd(), out);
  mkdirSync(folder, { recursive: true });
  const run = (/** @type {string} */ script, /** @type {string[]} */ words) =>
    launch(process.execPath, [path.join(repositoryFolder, 'build', script), ...words], { env: process.env });
  const parity = await run('parity.mjs', [path.join(repositoryFolder, 'tests/parity/fixtures'), ...folders]);
  const memory = watchMemory();
  const bench = await run('bench.mjs', ['--only', 'step,memory', '--json', path.join(folder, 'bench.json')]);
  const profile = await run('profile.mjs', []);
  say(`The graphics card's memory in use was at most ${memory.stop()} MiB, other programs' included.`);
  return Math.max(parity, bench, profile);
}

/** Asks for the memory in use until stopped, which tells the most. */
function watchMemory() {
  let most = 0;
  const child = spawn(
    'nvidia-smi',
    ['--query-gpu=memory.used', '--format=csv,noheader,nounits', '--loop-ms', String(SAMPLE_MS)],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  child.stdout.on('data', (/** @type {Buffer} */ chunk) => {
    for (const line of chunk.toString().split('\n')) most = Math.max(most, Number(line) || 0);
  });
  return {
    stop() {
      child.kill();
      return most;
    },
  };
}

await runEntry(() => checkGpu(process.argv.slice(2)));
