import { expect, test } from 'vitest';

import { Profile } from '../../../electron/main/profile-file';
import { UnfinishedRun } from '../../../electron/main/unfinished-run';
import type { StatusRecord } from '../../../src-core/runs/records';
import { temporaryFolder } from '../../temporary-folder';

const RUNNING: StatusRecord = {
  kind: 'status',
  state: 'running',
  phase: 'search',
  epoch: 3,
  epochs: 50,
  step: 2,
  stepsPerEpoch: 10,
  globalStep: 32,
  totalSteps: 500,
  stepMs: 100,
  etaSeconds: 60,
  message: null,
  pid: 1,
  time: 0,
};

test('a run that was live when the app was killed is offered at the next start', () => {
  const start = profile();
  start().follow('a', RUNNING);
  expect(start().offer).toBe('a');
});

test('so is one that was saved by quitting', () => {
  const start = profile();
  const unfinished = start();
  unfinished.follow('a', RUNNING);
  unfinished.keep();
  unfinished.follow('a', { ...RUNNING, state: 'stopped' });
  expect(start().offer).toBe('a');
});

test.each(['stopped', 'finished'] as const)('one that has %s before is not', (state) => {
  const start = profile();
  const unfinished = start();
  unfinished.follow('a', RUNNING);
  unfinished.follow('a', { ...RUNNING, state });
  expect(start().offer).toBeNull();
});

test('one that has failed is: it may go on from its checkpoint', () => {
  const start = profile();
  const unfinished = start();
  unfinished.follow('a', RUNNING);
  unfinished.follow('a', { ...RUNNING, state: 'failed', message: 'The disk is full.' });
  expect(start().offer).toBe('a');
});

test('what was declined is never offered again, and a new run takes the offer away', () => {
  const start = profile();
  start().follow('a', RUNNING);
  const declining = start();
  declining.decline('a');
  expect(declining.offer).toBeNull();
  expect(start().offer).toBeNull();
  start().follow('b', RUNNING);
  const going = start();
  going.follow('c', RUNNING);
  expect(going.offer).toBeNull();
});

function profile(): () => UnfinishedRun {
  const folder = temporaryFolder();
  return () => new UnfinishedRun(new Profile(folder, () => undefined));
}
