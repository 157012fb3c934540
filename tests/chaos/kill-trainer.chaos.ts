import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { RandomStream } from '../../src-core/random';
import { temporaryFolder } from '../temporary-folder';
import { writeTinyDataset } from '../src-core/trainer/tiny-dataset';
import { bundleTrainer } from '../src-core/trainer/trainer-bundle';
import { searchKilled, searchStraight } from './kill-trainer';
import { tell } from './tell';

const bundle = bundleTrainer();
const KILLS = Number(process.env['DARTBOARD_CHAOS_KILLS'] ?? 50);
/** Steps enough that no series of kills comes to the end by itself. */
const STEPS_A_KILL = 16;

describe.each([
  ['first order, saved before every batch', ['--checkpoint-minutes', '0']],
  ['second order, saved every second', ['--unrolled', '--checkpoint-minutes', '0.02']],
])('a search (%s)', (name, options) => {
  const kills = options.includes('--unrolled') ? Math.ceil(KILLS / 5) : KILLS;
  it(`whose trainer is killed ${kills} times at random moments ends as if it had not been`, async () => {
    const root = temporaryFolder();
    const sizes = {
      epochs: Math.ceil((kills * STEPS_A_KILL) / 2),
      batchSize: 5,
      channels: 2,
      layers: 1,
      reportFreq: 7,
    };
    const search = {
      bundle,
      data: writeTinyDataset(join(root, 'data')),
      options: [
        ...['--epochs', String(sizes.epochs), '--batch-size', String(sizes.batchSize)],
        ...['--channels', String(sizes.channels), '--layers', String(sizes.layers)],
        ...['--report-freq', String(sizes.reportFreq), ...options],
      ],
    };
    const [straight, killed] = [join(root, 'straight'), join(root, 'killed')];
    await searchStraight(search, straight);
    const report = await searchKilled(search, killed, straight, kills, new RandomStream(6, 'kills'));
    tell(
      `trainer killed, ${name}: ${report.kills} kills (${report.early} before there was a folder), the log equal after each ` +
        `and ${report.repeated} measurements made again; in the end ${report.lines} measurements and ` +
        `${report.bytes} bytes of state equal to the run without kills`,
    );
    expect(report.kills).toBe(kills);
  });
});
