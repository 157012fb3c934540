import { expect, test } from 'vitest';

import { describeDuration, describeProgress, fractionDone } from '../../../electron/main/run-progress';
import { noticeOfEnd, noticeOfTrouble } from '../../../electron/main/run-notices';
import type { Trouble } from '../../../electron/contract';
import type { StatusRecord } from '../../../src-core/runs/records';

const STATUS: StatusRecord = {
  kind: 'status',
  state: 'running',
  phase: 'search',
  epoch: 3,
  epochs: 50,
  step: 2,
  stepsPerEpoch: 10,
  globalStep: 125,
  totalSteps: 500,
  stepMs: 100,
  etaSeconds: 4_000,
  message: null,
  pid: 1,
  time: 0,
};

test.each<[Partial<StatusRecord>, string]>([
  [{}, 'Running, 25%, epoch 4 of 50, 1 h 7 min left'],
  [{ etaSeconds: null }, 'Running, 25%, epoch 4 of 50'],
  [{ state: 'paused' }, 'Paused, 25%, epoch 4 of 50'],
  [{ state: 'preparing', totalSteps: 0 }, 'Preparing'],
  [{ state: 'finished', epoch: 50, globalStep: 500 }, 'Finished'],
])('%j reads "%s"', (status, line) => {
  expect(describeProgress({ ...STATUS, ...status })).toBe(line);
});

test('the bar goes away with the run', () => {
  expect(fractionDone(STATUS)).toBe(0.25);
  expect(fractionDone({ ...STATUS, state: 'stopped' })).toBeNull();
});

test.each([
  [0, '1 s'],
  [50, '50 s'],
  [90, '2 min'],
  [3_600, '1 h'],
  [12_000, '3 h 20 min'],
  [187_200, '2 d 4 h'],
])('%d s reads "%s"', (seconds, text) => {
  expect(describeDuration(seconds)).toBe(text);
});

test('an end and a failure are told, a stop that was asked for is not', () => {
  expect(noticeOfEnd('a', { ...STATUS, state: 'finished' })).toEqual({ title: 'The run is finished', body: 'a' });
  const failed = noticeOfEnd('a', { ...STATUS, state: 'failed', message: 'The disk is full.' });
  expect(failed).toEqual({ title: 'The run has failed', body: 'a: The disk is full.' });
  expect(noticeOfEnd('a', { ...STATUS, state: 'stopped' })).toBeNull();
  expect(noticeOfEnd('a', STATUS)).toBeNull();
});

test('of the losses, only one that waits for a person is told', () => {
  const trouble: Trouble = {
    runId: 'a',
    cause: 'crash',
    message: 'The trainer crashed in native code (SIGSEGV).',
    lastLines: [],
    remedy: { kind: 'ask', crashes: 3 },
    time: 0,
  };
  expect(noticeOfTrouble('a', trouble)?.title).toBe('The run waits for you');
  expect(noticeOfTrouble('a', { ...trouble, remedy: { kind: 'restarting', attempt: 1 } })).toBeNull();
});
