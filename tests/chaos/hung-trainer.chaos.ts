import path from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import type { Trouble } from '../../electron/contract';
import { TrainerSupervisor } from '../../electron/main/trainer/trainer-supervisor';
import { defaultSearchConfig } from '../../src-core/search/config';
import { temporaryFolder } from '../temporary-folder';
import { writeTinyDataset } from '../src-core/trainer/tiny-dataset';
import { bundleTrainer } from '../src-core/trainer/trainer-bundle';
import { tell } from './tell';

const ENTRY = bundleTrainer('tests/electron/fixtures/arithmetic-trainer.ts');

// Slow: a trainer may be silent for a minute at least.
it('a trainer that hangs is ended after its limit, and its run goes on', async () => {
  const folder = temporaryFolder();
  const troubles: (Trouble | null)[] = [];
  let reopened = 0;
  const supervisor = new TrainerSupervisor(
    { node: process.execPath, entry: ENTRY, environment: process.env },
    {
      onState: () => undefined,
      onRecords: () => undefined,
      onTold: () => undefined,
      onTrouble: (trouble) => troubles.push(trouble),
      onReopened: () => reopened++,
      onLog: () => undefined,
    },
  );
  onTestFinished(() => supervisor.close());
  const source = { kind: 'folder', path: writeTinyDataset(path.join(folder, 'data')) } as const;
  const config = { ...defaultSearchConfig(), epochs: 100_000, batchSize: 4 };
  await supervisor.startSearch(source, config, path.join(folder, 'run'));
  // By then the trainer has said how long its steps take.
  await until(() => (supervisor.liveRun?.status?.globalStep ?? 0) > 5);
  await new Promise((resolve) => setTimeout(resolve, 8_000));

  const hung = supervisor.pid ?? Number.NaN;
  const since = Date.now();
  process.kill(hung, 'SIGSTOP');
  await until(() => reopened === 1);
  const seconds = (Date.now() - since) / 1_000;
  tell(`hang: a silent trainer was found, and its run mended, after ${seconds.toFixed(0)} s`);
  // A minute, counted in looks of five seconds, the one included in which it was last heard.
  expect(seconds).toBeGreaterThan(50);
  expect(seconds).toBeLessThan(90);
  expect(troubles).toMatchObject([
    { cause: 'hang', message: expect.stringContaining('silent') as string, remedy: { kind: 'restarting', attempt: 1 } },
    { cause: 'hang', remedy: { kind: 'recovered' } },
  ]);
  const step = supervisor.liveRun?.status?.globalStep ?? 0;
  await until(() => (supervisor.liveRun?.status?.globalStep ?? 0) > step);
}, 180_000);

async function until(happened: () => boolean): Promise<void> {
  for (let waited = 0; !happened(); waited += 50) {
    if (waited > 120_000) throw new Error(`waited in vain for ${happened.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
