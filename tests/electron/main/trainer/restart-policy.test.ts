import fc from 'fast-check';
import { expect, test } from 'vitest';

import { decideRemedy, type Loss } from '../../../../electron/main/trainer/restart-policy';

const NOW = 1_000_000_000;
const MINUTE = 60_000;
const LOSS: Loss = { cause: 'crash', crashes: [NOW], resumable: true, batchSize: 64 };

test('the first and the second crash are mended without a question', () => {
  expect(decideRemedy(LOSS)).toEqual({ kind: 'restarting', attempt: 1 });
  expect(decideRemedy({ ...LOSS, crashes: [NOW - MINUTE, NOW] })).toEqual({ kind: 'restarting', attempt: 2 });
});

test('three crashes within five minutes: stop and ask', () => {
  expect(decideRemedy({ ...LOSS, crashes: [NOW - 4 * MINUTE, NOW - MINUTE, NOW] })).toEqual({
    kind: 'ask',
    crashes: 3,
  });
});

test('crashes further apart than that are mended for ever', () => {
  const crashes = [NOW - 9 * MINUTE, NOW - 5 * MINUTE, NOW];
  expect(decideRemedy({ ...LOSS, crashes })).toEqual({ kind: 'restarting', attempt: 1 });
});

test.each(['hang', 'gpu-lost'] as const)('a %s is mended like a crash', (cause) => {
  expect(decideRemedy({ ...LOSS, cause })).toEqual({ kind: 'restarting', attempt: 1 });
});

test('out of memory proposes half the batch size, and nothing once it is 1', () => {
  expect(decideRemedy({ ...LOSS, cause: 'memory' })).toEqual({ kind: 'smaller-batch', batchSize: 32 });
  expect(decideRemedy({ ...LOSS, cause: 'memory', batchSize: 3 })).toEqual({ kind: 'smaller-batch', batchSize: 1 });
  expect(decideRemedy({ ...LOSS, cause: 'memory', batchSize: 1 })).toEqual({ kind: 'smaller-batch', batchSize: null });
});

test('a trainer that cannot be started is not tried again and again', () => {
  expect(decideRemedy({ ...LOSS, cause: 'launch' })).toEqual({ kind: 'ask', crashes: 1 });
});

test('without a checkpoint there is nothing to go on from', () => {
  expect(decideRemedy({ ...LOSS, resumable: false })).toEqual({ kind: 'lost' });
});

test('whatever happens when: never more than two restarts within five minutes, and none after running out of memory', () => {
  const cause = fc.constantFrom('crash', 'hang', 'memory', 'gpu-lost', 'launch' as const);
  const pauses = fc.array(fc.integer({ min: 0, max: 10 * MINUTE }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(cause, pauses, (what, between) => {
      const restarts: number[] = [];
      const crashes: number[] = [];
      let now = NOW;
      for (const pause of between) {
        now += pause;
        crashes.push(now);
        if (decideRemedy({ cause: what, crashes, resumable: true, batchSize: 8 }).kind !== 'restarting') break;
        restarts.push(now);
      }
      if (what === 'memory') expect(restarts).toEqual([]);
      for (const end of restarts) {
        expect(restarts.filter((time) => time <= end && end - time < 5 * MINUTE).length).toBeLessThanOrEqual(2);
      }
    }),
  );
});
