import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { isFiniteState } from '../../../src-core/loop/run-checkpoint';
import { readCheckpointFile } from '../../../src-core/runs/checkpoint-file';
import { readRun } from '../../../src-core/runs/read-run';
import { RUN_FILES } from '../../../src-core/runs/run-files';
import { temporaryFolder } from '../../temporary-folder';
import { writeTinyDataset } from './tiny-dataset';
import { bundleTrainer } from './trainer-bundle';

// Slow: searches on TensorFlow whose numbers grow beyond all bounds.

const bundle = bundleTrainer();

/** A weight decay of 10 at a learning rate of 100 makes every weight a thousand times as large in each step. */
const DIVERGING = ['--learning-rate', '100', '--weight-decay', '10', '--grad-clip', '7'];
const SMALL = ['--epochs', '3', '--batch-size', '5', '--channels', '2', '--layers', '1', '--checkpoint-minutes', '0'];

function run(...words: readonly string[]): { readonly code: number | null; readonly said: string } {
  const { status, stderr } = spawnSync(process.execPath, [bundle, ...words], { encoding: 'utf8' });
  return { code: status, said: stderr };
}

describe('a search that diverges', { timeout: 120_000 }, () => {
  it.each([
    ['first order: seen by a gradient', [], true],
    ['second order: seen by the weights, which cannot be saved', ['--unrolled'], false],
  ])(
    'stops at the step, keeps states that are whole, and says what to change (%s)',
    async (_order, options, isInStep) => {
      const folder = temporaryFolder();
      const out = join(folder, 'run');
      const data = writeTinyDataset(join(folder, 'data'), 80);
      const sentence =
        /The search diverged in epoch 1, step \d+: its numbers grew beyond all bounds\. Start it again with a lower learning rate \(learningRate, now 100\) or gradient clip \(gradClip, now 7\); the states saved before are kept\.\n$/;

      const search = run('search', '--data', data, '--out', out, ...SMALL, ...DIVERGING, ...options);
      expect(search).toEqual({ code: 1, said: expect.stringMatching(sentence) as string });
      const { records } = await readRun(out);
      const steps = records.filter((record) => record.kind === 'step');
      const last = steps.at(-1);
      expect([last?.train.loss, last?.valid.loss, last?.gradNorm].includes(null)).toBe(isInStep);
      expect(steps.slice(0, -1).flatMap(({ train, gradNorm }) => [train.loss, gradNorm])).not.toContain(null);
      expect(records.at(-1)).toMatchObject({
        state: 'failed',
        message: expect.stringMatching(/^The search dive/) as string,
      });

      // What was saved is of the steps before, and each is fit to go on with.
      const folderOfStates = join(out, RUN_FILES.checkpoints);
      const saved = readdirSync(folderOfStates);
      expect(saved.length).toBeGreaterThan(1);
      for (const name of saved) {
        const { tensors } = readCheckpointFile(join(folderOfStates, name));
        expect(isFiniteState({ tensors, counters: {} }), name).toBe(true);
      }
      expect(records.findLast((record) => record.kind === 'checkpoint')?.globalStep).toBe((last?.globalStep ?? 0) - 1);

      // Going on with the same settings comes to the same, and nothing worse; the machine is not blamed.
      const again = run('resume', out);
      expect(again).toEqual({ code: 1, said: expect.stringMatching(sentence) as string });
      expect((await readRun(out)).records.findLast((record) => record.kind === 'resumed')).toMatchObject({
        grade: 'identical',
        skipped: [],
      });
    },
  );
});
