import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { countKernelKills } from '../../../../electron/main/trainer/kernel-kills';
import type { TrainerExit } from '../../../../electron/main/trainer/trainer-exit';
import { causeOfExit, causeOfMessage } from '../../../../electron/main/trainer/trouble-cause';
import { failureSentence } from '../../../../src-core/trainer/failure-sentence';
import { defaultSearchConfig } from '../../../../src-core/search/config';
import { temporaryFolder } from '../../../temporary-folder';

const EXIT: TrainerExit = { code: null, signal: null, asked: false, lastWords: [], killedFor: null, launchError: null };

test.each<[Partial<TrainerExit>, boolean, string]>([
  [{ signal: 'SIGSEGV' }, false, 'crash'],
  [{ code: 1, lastWords: ['Error: the tensor is full'] }, false, 'crash'],
  [{ signal: 'SIGKILL' }, false, 'crash'],
  [{ signal: 'SIGKILL' }, true, 'memory'],
  [{ signal: 'SIGSEGV' }, true, 'crash'],
  [
    { signal: 'SIGABRT', lastWords: ["terminate called after throwing an instance of 'std::bad_alloc'"] },
    false,
    'memory',
  ],
  [{ signal: 'SIGKILL', killedFor: 'has been silent for more than 60 seconds' }, true, 'hang'],
  [{ launchError: 'spawn node ENOENT' }, false, 'launch'],
  [{ code: 1, lastWords: ['F cuda_driver.cc] failed call: CUDA_ERROR_UNKNOWN: unknown error'] }, false, 'gpu-lost'],
])('%j (killed by the system: %s) is a %s', (exit, killedByKernel, cause) => {
  expect(causeOfExit({ ...EXIT, ...exit }, killedByKernel)).toBe(cause);
});

test.each([
  ['OOM when allocating tensor with shape[64,64,32,32]', 'memory'],
  ['CUDA_ERROR_OUT_OF_MEMORY: out of memory', 'memory'],
  ['CUDA_ERROR_ILLEGAL_ADDRESS: an illegal memory access was encountered', 'gpu-lost'],
  ['cuDNN launch failure: CUDNN_STATUS_EXECUTION_FAILED', 'gpu-lost'],
  ['The disk is full.', null],
  ['The loss is not a number any more.', null],
])('"%s" speaks of %s', (message, cause) => {
  expect(causeOfMessage(message)).toBe(cause);
});

test("the trainer's own sentence about memory is understood", () => {
  const sentence = failureSentence(new Error('OOM when allocating tensor with shape[64,64]'), defaultSearchConfig());
  expect(causeOfMessage(sentence)).toBe('memory');
});

test("the system's count of killed processes is read where there is one", () => {
  const file = path.join(temporaryFolder(), 'vmstat');
  writeFileSync(file, 'pgfault 12\noom_kill 3\noom_kill_other 9\n');
  expect(countKernelKills(file)).toBe(3);
  expect(countKernelKills('/no/such/file')).toBeNull();
});
