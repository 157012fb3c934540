import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test, vi } from 'vitest';

import { answerRequest } from '../../../electron/main/answer-request';
import { REQUEST_ARGUMENTS } from '../../../electron/main/request-arguments';
import { UserError } from '../../../src-core/user-error';

const DOUBLE = { schema: v.strictTuple([v.number()]), answer: (n: number) => 2 * n };

test('checked arguments reach the handler, its value comes back', async () => {
  const outcome = await answerRequest({ channel: 'double', args: [21], trusted: true }, DOUBLE, vi.fn());
  expect(outcome).toEqual({ ok: true, value: 42 });
});

test('a stranger is refused before its arguments are looked at, and the log hears of it', async () => {
  const answer = vi.fn();
  const report = vi.fn();
  const request = { channel: 'double', args: [21], trusted: false };
  const outcome = await answerRequest(request, { ...DOUBLE, answer }, report);
  expect(outcome).toEqual({ ok: false, message: "This request did not come from the app's window." });
  expect(answer).not.toHaveBeenCalled();
  expect(report).toHaveBeenCalledOnce();
});

test("a person's mistake comes back as its own sentence, and is not logged", async () => {
  const report = vi.fn();
  const answer = (): never => {
    throw new UserError('data_batch_1.bin is cut off.');
  };
  const outcome = await answerRequest({ channel: 'double', args: [1], trusted: true }, { ...DOUBLE, answer }, report);
  expect(outcome).toEqual({ ok: false, message: 'data_batch_1.bin is cut off.' });
  expect(report).not.toHaveBeenCalled();
});

test('a fault of the app is logged and told, not thrown', async () => {
  const report = vi.fn();
  const fault = new TypeError('x is not a function');
  const answer = (): Promise<never> => Promise.reject(fault);
  const outcome = await answerRequest({ channel: 'double', args: [1], trusted: true }, { ...DOUBLE, answer }, report);
  expect(outcome).toEqual({
    ok: false,
    message: 'The app could not do this because of a fault of its own: x is not a function',
  });
  expect(report).toHaveBeenCalledWith('double: failed', fault);
});

describe('arguments of a hostile window', () => {
  const ask = (channel: keyof typeof REQUEST_ARGUMENTS, args: readonly unknown[]) =>
    answerRequest(
      { channel, args, trusted: true },
      { schema: channelSchema(channel), answer: () => 'reached' },
      vi.fn(),
    );

  test.each([
    ['no argument', 'runs:open', []],
    ['one too many', 'app:info', [1]],
    ['a number for a name', 'runs:open', [7]],
    ['a path for a run', 'runs:open', ['../../etc']],
    ['a path for a run to show', 'runs:reveal', ['/etc']],
    ['a Windows path for a run', 'runs:open', ['..\\x']],
    ['the folder itself for a run', 'runs:open', ['.']],
    ['its parent for a run', 'runs:open', ['..']],
    ['a zero byte', 'runs:open', ['a\0b']],
    ['an unknown form of genotype', 'genotype:save', [{ runId: 'r', format: 'exe' }]],
    ['half a step', 'genotype:save', [{ runId: 'r', format: 'json', globalStep: 1.5 }]],
    ['a field nobody knows', 'search:start', [{ dataset: 't', config: {}, out: '/etc' }]],
    ['an option nobody knows', 'search:start', [{ dataset: 't', config: { exec: 'rm' } }]],
    ['an object for a token', 'search:start', [{ dataset: { path: '/etc' }, config: {} }]],
    ['100 MB', 'runs:open', ['x'.repeat(100_000_000)]],
    ['100 MB for a token', 'search:start', [{ dataset: 'x'.repeat(100_000_000), config: {} }]],
  ] as const)('%s', async (_what, channel, args) => {
    const outcome = await ask(channel, args);
    expect(outcome.ok).toBe(false);
    if (!outcome.ok) expect(outcome.message).toMatch(/^[A-Z].{5,300}\.$/);
  });

  test('batch size 0 is told as a sentence about the batch size', async () => {
    expect(await ask('search:start', [{ dataset: 't', config: { batchSize: 0 } }])).toEqual({
      ok: false,
      message: 'Batch size (batchSize) must be a whole number from 1 to 65536, not 0.',
    });
  });

  test('a cyclic value ends in a sentence too', async () => {
    const cyclic: Record<string, unknown> = { dataset: 't' };
    cyclic['config'] = cyclic;
    expect((await ask('search:start', [cyclic])).ok).toBe(false);
  });

  test('whatever is sent on whatever channel, there is an outcome', async () => {
    const channel = fc.constantFrom(...channels());
    await fc.assert(
      fc.asyncProperty(channel, fc.array(fc.anything(), { maxLength: 3 }), async (name, args) => {
        const outcome = await ask(name, args);
        return outcome.ok || outcome.message.length > 0;
      }),
    );
  });
});

function channels(): (keyof typeof REQUEST_ARGUMENTS)[] {
  return Object.keys(REQUEST_ARGUMENTS) as (keyof typeof REQUEST_ARGUMENTS)[];
}

function channelSchema(channel: keyof typeof REQUEST_ARGUMENTS): v.GenericSchema<unknown, readonly unknown[]> {
  return REQUEST_ARGUMENTS[channel];
}
