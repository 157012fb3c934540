import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { RunLog } from '../../../renderer/lib/run-log';
import { readRun } from '../../../src-core/runs/read-run';
import { RUN_FILES } from '../../../src-core/runs/run-files';
import { temporaryFolder } from '../../temporary-folder';
import { writeTinyDataset } from './tiny-dataset';
import { bundleTrainer } from './trainer-bundle';

// Slow: real trainers on TensorFlow, whose system clock is set back while they run.

const bundle = bundleTrainer();
const HOUR = 3_600_000;

/** Runs a command with a system clock that is an hour behind from its `callsBefore`th look on; gives its exit code. */
function runWithClockSetBack(folder: string, callsBefore: number, hours: number, words: readonly string[]) {
  const preload = join(folder, `clock-${hours}.cjs`);
  writeFileSync(
    preload,
    `const now = Date.now; let looks = 0;\nDate.now = () => now() - (++looks > ${callsBefore} ? ${hours * HOUR} : 0);\n`,
  );
  return spawnSync(process.execPath, ['--require', preload, bundle, ...words, '--json'], { stdio: 'ignore' }).status;
}

describe('a clock that is set back', { timeout: 120_000 }, () => {
  it('in mid-run and between two sessions leaves records in order, lines without a zigzag and no negative time', async () => {
    const folder = temporaryFolder();
    const run = join(folder, 'run');
    const data = writeTinyDataset(join(folder, 'data'));
    const options = ['--epochs', '4', '--batch-size', '5', '--channels', '2', '--layers', '1'];
    const search = ['search', '--data', data, '--out', run, ...options, '--checkpoint-minutes', '0'];
    expect(runWithClockSetBack(folder, 20, 1, search)).toBe(0);
    // As if the process had been killed before it could say that it had come to its end.
    const status = join(run, RUN_FILES.status);
    writeFileSync(status, readFileSync(status, 'utf8').replace('"finished"', '"running"'));
    expect(runWithClockSetBack(folder, 0, 2, ['resume', run])).toBe(0);

    const { records } = await readRun(run);
    const times = records.map(({ time }) => time);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(HOUR);

    const log = new RunLog(times[0] ?? 0);
    log.append(records);
    expect(log.state).toBe('finished');
    expect(log.checkpoints.length).toBeGreaterThan(4);
    expect(log.resumptions).toHaveLength(1);
    const walls = [...log.series.trainLoss.xs].map((step) => log.clock.at('wall', step));
    expect(walls).toEqual([...walls].sort((a, b) => a - b));
    expect(new Set(walls).size).toBeGreaterThan(walls.length / 2);
    for (const record of records) {
      if (record.kind === 'step') expect(record.stepMs).toBeGreaterThan(0);
      if (record.kind === 'epoch') expect(record.seconds).toBeGreaterThan(0);
      if (record.kind === 'status') expect(record.etaSeconds ?? 0).toBeGreaterThanOrEqual(0);
    }
  });
});
