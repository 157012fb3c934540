import { constants, getPriority } from 'node:os';
import path from 'node:path';

import { afterEach, describe, expect, test } from 'vitest';

import { describeExit } from '../../../../electron/main/trainer/trainer-exit';
import { TrainerProcess, TrainerTimeout } from '../../../../electron/main/trainer/trainer-process';
import type { Device } from '../../../../src-core/runs/run-info';
import type { ReplyValue } from '../../../../src-core/trainer/protocol';

// Slow for unit tests (a second or so each): every test starts a real process.
const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures');
const started: TrainerProcess[] = [];

afterEach(async () => {
  for (const trainer of started.splice(0)) {
    trainer.kill('was left over by a test');
    await trainer.exited;
  }
});

test('a command gets its own reply', async () => {
  const { trainer } = start();
  const replies = await Promise.all(['/one', '/two', '/three'].map((place) => inspect(trainer, place)));
  expect(replies.map((reply) => reply.type === 'preview' && reply.preview.facts.name)).toEqual([
    '/one',
    '/two',
    '/three',
  ]);
});

test('the device is told without asking', async () => {
  const { trainer, devices } = start();
  await inspect(trainer, '/one');
  expect(devices).toEqual([{ kind: 'cpu', name: 'Abacus', tensorflow: '2.21.0', threads: 1 }]);
});

test('it leaves the processor to the window where both want it', async () => {
  const { trainer } = start();
  await inspect(trainer, '/one');
  expect(getPriority(trainer.pid)).toBeGreaterThanOrEqual(constants.priority.PRIORITY_BELOW_NORMAL);
});

test('a shutdown ends the process in order', async () => {
  const { trainer } = start();
  const exit = await trainer.shutDown(10_000);
  expect(exit).toMatchObject({ code: 0, signal: null, asked: true, killedFor: null });
  expect(isRunning(trainer.pid)).toBe(false);
});

test('a trainer that refuses to stop is ended at the deadline', async () => {
  const { trainer } = start({ REFUSE_TO_STOP: '1' });
  await inspect(trainer, '/one');
  const exit = await trainer.shutDown(300);
  expect(exit).toMatchObject({ signal: 'SIGKILL', asked: true });
  expect(describeExit(exit)).toBe('The trainer did not shut down within 0.3 seconds and was ended.');
  expect(isRunning(trainer.pid)).toBe(false);
});

test('a trainer that hangs in native code is ended at the deadline', async () => {
  const { trainer } = start();
  const hanging = inspect(trainer, ':block');
  const exit = await trainer.shutDown(500);
  expect(exit).toMatchObject({ signal: 'SIGKILL', asked: true });
  await expect(hanging).rejects.toThrow('did not shut down');
});

describe('a crash rejects what waits, with a sentence', () => {
  test.each([
    ['crash', 'The trainer ended by itself with code 3: Error: the tensor is full'],
    ['throw', 'The trainer ended by itself with code 1: Error: nobody caught this'],
    ['die-quietly', 'The trainer ended by itself with code 0.'],
    ['abort', 'The trainer gave up in native code (SIGABRT).'],
    ['killed', 'The trainer was killed from outside (SIGKILL)'],
  ])('%s', async (way, sentence) => {
    const { trainer } = start();
    const [first, second] = [inspect(trainer, ':silent'), inspect(trainer, `:${way}`)];
    const told = await Promise.allSettled([first, second]);
    for (const outcome of told) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining(sentence) } });
    }
    const exit = await trainer.exited;
    expect(exit.asked).toBe(false);
    expect(describeExit(exit)).toContain(sentence);
  });

  test('also what is asked after it', async () => {
    const { trainer } = start();
    await inspect(trainer, ':crash').catch(() => undefined);
    await trainer.exited;
    await expect(inspect(trainer, '/one')).rejects.toThrow('The trainer ended by itself with code 3');
  });
});

test('garbage is logged and passed over', async () => {
  const { trainer, lines } = start();
  await expect(inspect(trainer, ':garbage')).rejects.toThrow('After the garbage.');
  expect(lines.filter((line) => line.includes('is no event'))).toHaveLength(7);
  expect(lines.filter((line) => line.includes('answered 99, which nobody waits for'))).toHaveLength(1);
  await expect(inspect(trainer, '/one')).resolves.toMatchObject({ type: 'preview' });
});

test('no reply in time is a timeout, and a late reply harms nobody', async () => {
  const { trainer, lines } = start();
  await inspect(trainer, '/warm');
  await expect(inspect(trainer, ':late', 100)).rejects.toThrow(TrainerTimeout);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(lines.some((line) => line.includes('which nobody waits for'))).toBe(true);
  await expect(inspect(trainer, '/one')).resolves.toMatchObject({ type: 'preview' });
});

test('a Node that is not there is a sentence', async () => {
  const { trainer } = start({}, '/no/such/node');
  const exit = await trainer.exited;
  expect(describeExit(exit)).toMatch(/^The trainer could not be started: .*ENOENT.*\.$/);
  await expect(inspect(trainer, '/one')).rejects.toThrow('The trainer could not be started');
});

test('each line of the log names the process', async () => {
  const { trainer, lines } = start();
  await inspect(trainer, ':crash').catch(() => undefined);
  await trainer.exited;
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line).toMatch(new RegExp(`^trainer ${trainer.pid}: `));
  expect(lines).toContain(`trainer ${trainer.pid}: Error: the tensor is full`);
});

function start(environment: NodeJS.ProcessEnv = {}, node = process.execPath) {
  const lines: string[] = [];
  const devices: Device[] = [];
  const trainer = new TrainerProcess(
    { node, entry: path.join(FIXTURES, 'misbehaving-trainer.mjs'), environment: { ...process.env, ...environment } },
    {
      onDevice: (device) => devices.push(device),
      onRecords: () => undefined,
      onAlive: () => undefined,
      onLog: (_level, line) => lines.push(line),
    },
  );
  started.push(trainer);
  return { trainer, lines, devices };
}

function inspect(trainer: TrainerProcess, place: string, timeoutMs = 20_000): Promise<ReplyValue> {
  return trainer.request({ type: 'inspect', source: { kind: 'folder', path: place } }, timeoutMs);
}

function isRunning(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}
