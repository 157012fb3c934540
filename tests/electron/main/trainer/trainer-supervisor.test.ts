import { rmSync } from 'node:fs';
import path from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { TrainerSupervisor } from '../../../../electron/main/trainer/trainer-supervisor';
import type { TrainerState, Trouble } from '../../../../electron/contract';
import type { RunRecord, RunState } from '../../../../src-core/runs/records';
import { readRun } from '../../../../src-core/runs/read-run';
import { defaultSearchConfig, type SearchConfig } from '../../../../src-core/search/config';
import { temporaryFolder } from '../../../temporary-folder';
import { writeTinyDataset } from '../../../src-core/trainer/tiny-dataset';
import { bundleTrainer } from '../../../src-core/trainer/trainer-bundle';

// Slow for unit tests: real trainer processes, with arithmetic in TensorFlow's place.
const ENTRY = bundleTrainer('tests/electron/fixtures/arithmetic-trainer.ts');
const ENDLESS: SearchConfig = { ...defaultSearchConfig(), epochs: 100_000, batchSize: 4 };
const SHORT: SearchConfig = { ...ENDLESS, epochs: 2 };

test('a trainer starts, tells its device and describes data sets', async () => {
  const { supervisor, states, source } = supervise();
  const preview = await supervisor.inspect(source);
  expect(preview.facts).toMatchObject({ name: 'data', trainImages: 20 });
  expect(states.map(({ kind }) => kind)).toEqual(['starting', 'ready']);
  expect(supervisor.state).toMatchObject({ kind: 'ready', device: { name: 'Arithmetic' } });
});

test('a search tells the window all that its folder holds, then a fresh trainer takes over', async () => {
  const { supervisor, states, source, runFolder, recordsOf, until } = supervise();
  const run = await supervisor.startSearch(source, SHORT, runFolder);
  const { records } = await run.snapshot();
  await until(() => supervisor.liveRun === null);
  await until(() => states.length === 4);
  const onDisk = (await readRun(runFolder)).records;
  expect(stepsOf([...records, ...recordsOf(run.id)])).toEqual(stepsOf(onDisk));
  expect(onDisk[onDisk.length - 1]).toMatchObject({ kind: 'status', state: 'finished' });
  expect(states.map(({ kind }) => kind)).toEqual(['starting', 'ready', 'starting', 'ready']);
  await expect(supervisor.inspect(source)).resolves.toBeDefined();
});

test('a search is held, goes on and is stopped', async () => {
  const { supervisor, source, runFolder } = supervise();
  await supervisor.startSearch(source, ENDLESS, runFolder);
  await supervisor.pause();
  const held = await lastState(runFolder);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(held.state).toBe('paused');
  expect(await lastState(runFolder)).toEqual(held);
  await supervisor.resume();
  await supervisor.stop();
  expect((await lastState(runFolder)).state).toBe('stopped');
});

test('one search at a time, and none to command when there is none', async () => {
  const { supervisor, source, runFolder, until } = supervise();
  await expect(supervisor.pause()).rejects.toThrow('No search is running.');
  const [first, second] = await Promise.allSettled([
    supervisor.startSearch(source, ENDLESS, runFolder),
    supervisor.startSearch(source, ENDLESS, `${runFolder}-2`),
  ]);
  expect(first.status).toBe('fulfilled');
  expect(second).toMatchObject({ status: 'rejected', reason: { name: 'UserError' } });
  await supervisor.stop();
  await until(() => supervisor.liveRun === null);
  await expect(supervisor.resume()).rejects.toThrow('No search is running.');
});

test('a search that cannot start is a sentence, and the same trainer starts the next', async () => {
  const { supervisor, states, source, runFolder } = supervise();
  const nowhere = { kind: 'folder', path: '/no/such/folder' } as const;
  await expect(supervisor.startSearch(nowhere, SHORT, runFolder)).rejects.toThrow('/no/such/folder');
  expect(supervisor.liveRun).toBeNull();
  await supervisor.startSearch(source, ENDLESS, runFolder);
  expect(states.map(({ kind }) => kind)).toEqual(['starting', 'ready']);
});

test('a trainer killed in mid-run: the run goes on from its checkpoint by itself', async () => {
  const { supervisor, source, runFolder, troubles, reopened, until } = supervise();
  await supervisor.startSearch(source, ENDLESS, runFolder);
  await until(() => supervisor.liveRun?.status?.state === 'running');
  const before = supervisor.liveRun?.status?.globalStep ?? 0;
  process.kill(supervisor.liveRun?.status?.pid ?? Number.NaN, 'SIGKILL');
  await until(() => reopened.length === 1);
  expect(reopened).toEqual(['run']);
  expect(troubles).toMatchObject([
    { cause: 'crash', message: expect.stringContaining('SIGKILL'), remedy: { kind: 'restarting', attempt: 1 } },
    { cause: 'crash', remedy: { kind: 'recovered' } },
  ]);
  await until(() => (supervisor.liveRun?.status?.globalStep ?? 0) > before);
  const { records } = await readRun(runFolder);
  expect(stepsOf(records)).toEqual(stepsOf(records).map((_, i) => i + 1));
  await supervisor.stop();
  expect((await lastState(runFolder)).state).toBe('stopped');
});

test('a paused run is paused again after it', async () => {
  const { supervisor, source, runFolder, reopened, until } = supervise();
  await supervisor.startSearch(source, ENDLESS, runFolder);
  await supervisor.pause();
  process.kill(supervisor.liveRun?.status?.pid ?? Number.NaN, 'SIGKILL');
  await until(() => reopened.length === 1);
  expect((await lastState(runFolder)).state).toBe('paused');
  await supervisor.resume();
  await supervisor.stop();
});

test('the third crash within five minutes stops and asks; the person may go on', async () => {
  const { supervisor, source, runFolder, recordsOf, troubles, reopened, until } = supervise();
  const run = await supervisor.startSearch(source, ENDLESS, runFolder);
  await run.snapshot();
  for (let crash = 1; crash <= 3; crash++) {
    await until(() => supervisor.liveRun?.status?.state === 'running');
    process.kill(supervisor.liveRun?.status?.pid ?? Number.NaN, 'SIGKILL');
    if (crash < 3) await until(() => reopened.length === crash);
    if (crash === 2) await supervisor.liveRun?.snapshot();
  }
  await until(() => supervisor.liveRun === null);
  expect(troubles[troubles.length - 1]).toMatchObject({ remedy: { kind: 'ask', crashes: 3 } });
  const told = recordsOf(run.id);
  expect(told[told.length - 1]).toMatchObject({ kind: 'status', state: 'failed' });
  expect((await lastState(runFolder)).state).toBe('failed');

  await supervisor.continueRun(runFolder);
  expect(supervisor.trouble).toBeNull();
  await supervisor.stop();
  expect((await lastState(runFolder)).state).toBe('stopped');
});

test('a run whose folder is gone is lost, and the next search works', async () => {
  const { supervisor, source, runFolder, troubles, until } = supervise();
  await supervisor.startSearch(source, ENDLESS, runFolder);
  // Held, or it might find out and say so before it is killed.
  process.kill(supervisor.pid ?? Number.NaN, 'SIGSTOP');
  rmSync(runFolder, { recursive: true });
  process.kill(supervisor.pid ?? Number.NaN, 'SIGKILL');
  await until(() => supervisor.state.kind === 'crashed');
  expect(troubles).toMatchObject([{ remedy: { kind: 'lost' } }]);
  expect((await supervisor.startSearch(source, ENDLESS, `${runFolder}-2`)).id).toBe('run-2');
  expect(supervisor.trouble).toBeNull();
});

test('out of memory proposes half the batch size and never goes on by itself', async () => {
  const { supervisor, source, runFolder, troubles, until } = supervise({ DARTBOARD_TEST_FAULT: 'memory' });
  await supervisor.startSearch(source, ENDLESS, runFolder);
  await until(() => supervisor.liveRun === null);
  expect(troubles).toMatchObject([
    {
      cause: 'memory',
      message: expect.stringContaining('ran out of memory'),
      remedy: { kind: 'smaller-batch', batchSize: 2 },
    },
  ]);
});

test('a lost GPU is mended like a crash', async () => {
  const { supervisor, source, runFolder, troubles, until } = supervise({ DARTBOARD_TEST_FAULT: 'gpu' });
  await supervisor.startSearch(source, ENDLESS, runFolder);
  await until(() => troubles.length > 0);
  expect(troubles[0]).toMatchObject({ cause: 'gpu-lost', message: expect.stringContaining('CUDA_ERROR') });
  await until(() => supervisor.liveRun === null);
  // Each new trainer meets the same card, so the third loss asks.
  expect(troubles[troubles.length - 1]).toMatchObject({ cause: 'gpu-lost', remedy: { kind: 'ask', crashes: 3 } });
});

test('closing saves a live search and leaves no process', async () => {
  const { supervisor, source, runFolder } = supervise();
  const run = await supervisor.startSearch(source, ENDLESS, runFolder);
  await supervisor.close();
  expect((await lastState(runFolder)).state).toBe('stopped');
  expect(() => process.kill(run.status?.pid ?? Number.NaN, 0)).toThrow();
  await expect(supervisor.inspect(source)).rejects.toThrow('The app is closing.');
});

test('a trainer that cannot be started is told once, and again at each request, but not started over and over', async () => {
  const { supervisor, states, source, until } = supervise({}, '/no/such/node');
  await expect(supervisor.inspect(source)).rejects.toThrow('The trainer could not be started');
  await until(() => supervisor.state.kind === 'crashed');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(states.map(({ kind }) => kind)).toEqual(['starting', 'crashed']);
  await expect(supervisor.inspect(source)).rejects.toThrow('The trainer could not be started');
  expect(states.map(({ kind }) => kind)).toEqual(['starting', 'crashed', 'starting', 'crashed']);
});

function supervise(environment: NodeJS.ProcessEnv = {}, node = process.execPath) {
  const folder = temporaryFolder();
  const states: TrainerState[] = [];
  const troubles: (Trouble | null)[] = [];
  const reopened: string[] = [];
  const told: { readonly id: string; readonly records: readonly RunRecord[] }[] = [];
  const supervisor = new TrainerSupervisor(
    { node, entry: ENTRY, environment: { ...process.env, ...environment } },
    {
      onState: (state) => states.push(state),
      onRecords: (id, records) => told.push({ id, records }),
      onTold: () => undefined,
      onTrouble: (trouble) => troubles.push(trouble),
      onReopened: (id) => reopened.push(id),
      onLog: () => undefined,
    },
  );
  onTestFinished(() => supervisor.close());
  return {
    supervisor,
    states,
    troubles,
    reopened,
    source: { kind: 'folder', path: writeTinyDataset(path.join(folder, 'data')) } as const,
    runFolder: path.join(folder, 'run'),
    recordsOf: (id: string) => told.filter((push) => push.id === id).flatMap(({ records }) => records),
    until,
  };
}

async function until(happened: () => boolean): Promise<void> {
  for (let waited = 0; !happened(); waited += 20) {
    if (waited > 20_000) throw new Error(`waited in vain for ${happened.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function lastState(folder: string): Promise<{ readonly state: RunState; readonly globalStep: number }> {
  const { records } = await readRun(folder);
  const last = records[records.length - 1];
  if (last?.kind !== 'status') throw new Error(`${folder} has no status`);
  return { state: last.state, globalStep: last.globalStep };
}

function stepsOf(records: readonly RunRecord[]): number[] {
  return records.flatMap((record) => (record.kind === 'step' ? [record.globalStep] : []));
}
