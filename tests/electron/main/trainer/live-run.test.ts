import path from 'node:path';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { LiveRun } from '../../../../electron/main/trainer/live-run';
import type { RunRecord } from '../../../../src-core/runs/records';
import { RunFolder } from '../../../../src-core/runs/run-folder';
import { makeInfo, makeStatus, makeStep } from '../../../records';
import { temporaryFolder } from '../../../temporary-folder';

test('nothing is pushed before the window has a snapshot; the snapshot holds it', async () => {
  const { folder, run, pushed } = startRun();
  write(folder, run, 1);
  await nextTurn();
  expect(pushed).toEqual([]);
  expect(steps((await run.snapshot()).records)).toEqual([1]);
  await nextTurn();
  expect(pushed).toEqual([]);
});

test('what comes after the snapshot is pushed', async () => {
  const { folder, run, pushed } = startRun();
  await run.snapshot();
  await nextTurn();
  write(folder, run, 1);
  write(folder, run, 2);
  expect(steps(pushed)).toEqual([1, 2]);
});

test('what is told while a snapshot is being read waits until it has been handed over', async () => {
  const { folder, run, pushed } = startRun();
  const reading = run.snapshot();
  write(folder, run, 1);
  expect(pushed).toEqual([]);
  const { records } = await reading;
  expect(pushed).toEqual([]);
  await nextTurn();
  expect(steps([...records, ...pushed])).toEqual([1]);
});

test('whatever the order of writing, telling and reading, the window gets every record once', async () => {
  const action = fc.constantFrom('write', 'tell', 'snapshot', 'turn');
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
      const { folder, run, pushed } = startRun();
      let shown: readonly RunRecord[] = [];
      let [written, told] = [0, 0];
      const tell = (): void => {
        if (told < written) run.accept([makeStep(0, ++told, 4)]);
      };
      const snapshot = async (): Promise<void> => {
        shown = (await run.snapshot()).records;
        pushed.length = 0;
      };
      await snapshot();
      for (const next of actions) {
        if (next === 'write') folder.write(makeStep(0, ++written, 4));
        if (next === 'tell') tell();
        if (next === 'snapshot') await snapshot();
        if (next === 'turn') await nextTurn();
      }
      while (told < written) tell();
      await nextTurn();
      expect(steps([...shown, ...pushed])).toEqual(Array.from({ length: written }, (_, i) => i + 1));
    }),
    { numRuns: 60 },
  );
});

test('the trainer says when the run has ended', () => {
  const { run } = startRun();
  run.accept([makeStatus({ state: 'running' })]);
  expect(run.ended).toBe(false);
  run.accept([makeStatus({ state: 'finished' })]);
  expect(run.ended).toBe(true);
});

test('a run is named by its folder', () => {
  expect(startRun().run.id).toBe('run');
});

function startRun() {
  const place = path.join(temporaryFolder(), 'run');
  const folder = RunFolder.create(place, makeInfo('run'));
  const pushed: RunRecord[] = [];
  const run = new LiveRun(place, (records) => pushed.push(...records));
  return { folder, run, pushed };
}

function write(folder: RunFolder, run: LiveRun, globalStep: number): void {
  folder.write(makeStep(0, globalStep, 4));
  run.accept([makeStep(0, globalStep, 4)]);
}

function steps(records: readonly RunRecord[]): number[] {
  return records.flatMap((record) => (record.kind === 'step' ? [record.globalStep] : []));
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
