import { expect, test } from 'vitest';

import { describeExit, type TrainerExit } from '../../../../electron/main/trainer/trainer-exit';

const EXIT: TrainerExit = { code: null, signal: null, asked: false, lastWords: [], killedFor: null, launchError: null };

test.each<[Partial<TrainerExit>, string]>([
  [{ code: 1 }, 'The trainer ended by itself with code 1.'],
  [{ code: 0, asked: true }, 'The trainer was shut down.'],
  [{ signal: 'SIGSEGV' }, 'The trainer crashed in native code (SIGSEGV).'],
  [{ signal: 'SIGUSR2' }, 'The trainer was ended by SIGUSR2.'],
  [{ signal: 'SIGKILL', killedFor: 'did not stop in time' }, 'The trainer did not stop in time and was ended.'],
  [{ launchError: 'spawn node ENOENT' }, 'The trainer could not be started: spawn node ENOENT.'],
])('%j is told as: %s', (exit, sentence) => {
  expect(describeExit({ ...EXIT, ...exit })).toBe(sentence);
});

test("out of memory is what the system's kill most often means, and the advice says so", () => {
  expect(describeExit({ ...EXIT, signal: 'SIGKILL' })).toContain('try a smaller batch size');
});

test('the error is found among the notes of TensorFlow and Node', () => {
  const lastWords = [
    '2026-11-24 21:00:00.000000: I tensorflow/core/platform/cpu_feature_guard.cc:210] This binary is optimized',
    'node:internal/modules/cjs/loader:1215',
    '  throw err;',
    '  ^',
    '',
    "Error: Cannot find module '@tensorflow/tfjs-node-gpu'",
    '    at Module._resolveFilename (node:internal/modules/cjs/loader:1212:15)',
    '}',
    'Node.js v20.20.2',
  ];
  expect(describeExit({ ...EXIT, code: 1, lastWords })).toBe(
    "The trainer ended by itself with code 1: Error: Cannot find module '@tensorflow/tfjs-node-gpu'",
  );
});
