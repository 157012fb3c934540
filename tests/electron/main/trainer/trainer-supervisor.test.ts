import { rmSync } from 'node:fs';
import path from 'node:path';

import { build } from 'esbuild';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

import { TrainerSupervisor } from '../../../../electron/main/trainer/trainer-supervisor';
import type { TrainerState, Trouble } from '../../../../electron/contract';
import type { RunRecord, RunState } from '../../../../src-core/runs/records';
import { readRun } from '../../../../src-core/runs/read-run';
import { defaultSearchConfig, type SearchConfig } from '../../../../src-core/search/config';
import { temporaryFolder } from '../../../src-core/runs/example-run';
import { writeTinyDataset } from '../../../src-core/trainer/tiny-dataset';

// Slow for unit tests: real trainer processes, with arithmetic in TensorFlow's place.
const REPOSITORY = path.resolve(import.meta.dirname, '../../../..');
const ENTRY = path.join(REPOSITORY, 'dist', `arithmetic-trainer-${process.pid}`, 'index.cjs');
const ENDLESS: SearchConfig = { ...defaultSearchConfig(), epochs: 100_000, batchSize: 4 };
const SHORT: SearchConfig = { ...ENDLESS, epochs: 2 };

beforeAll(async () => {
  await build({
    absWorkingDir: REPOSITORY,
    entryPoints: ['tests/electron/fixtures/arithmetic-trainer.ts'],
    outfile: ENTRY,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
});

afterAll(() => {
  rmSync(path.dirname(ENTRY), { recursive: true, force: true });
});

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

test('a trainer killed in mid-run: the run fails with the sentence, and the next search works', async () => {
  const { supervisor, source, runFolder, recordsOf, until } = supervise();
  const run = await supervisor.startSearch(source, ENDLESS, runFolder);
  await run.snapshot();
  await until(() => run.status?.state === 'running');
  process.kill(run.status?.pid ?? Number.NaN, 'SIGKILL');
  await until(() => supervisor.state.kind === 'crashed');
  expect(supervisor.state).toMatchObject({
    message: expect.stringContaining('killed from outside (SIGKILL)') as string,
  });
  const told = recordsOf(run.id);
  expect(told[told.length - 1]).toMatchObject({
    kind: 'status',
    state: 'failed',
    message: Reflect.get(supervisor.state, 'message'),
  });
  expect((await lastState(runFolder)).state).toBe('failed');
  const next = await supervisor.startSearch(source, ENDLESS, `${runFolder}-2`);
  expect(next.id).toBe('run-2');
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
  const { supervisor, states, source, until } = supervise('/no/such/node');
  await expect(supervisor.inspect(source)).rejects.toThrow('The trainer could not be started');
  await until(() => supervisor.state.kind === 'crashed');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(states.map(({ kind }) => kind)).toEqual(['starting', 'crashed']);
  await expect(supervisor.inspect(source)).rejects.toThrow('The trainer could not be started');
  expect(states.map(({ kind }) => kind)).toEqual(['starting', 'crashed', 'starting', 'crashed']);
});

function supervise(node = process.execPath) {
  const folder = temporaryFolder();
  const states: TrainerState[] = [];
  const troubles: (Trouble | null)[] = [];
  const reopened: string[] = [];
  const told: { readonly id: string; readonly records: readonly RunRecord[] }[] = [];
  const supervisor = new TrainerSupervisor(
    { node, entry: ENTRY, environment: process.env },
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
