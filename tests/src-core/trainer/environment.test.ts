import { afterEach, expect, it, vi } from 'vitest';

import { environmentOf } from '../../../src-core/trainer/environment';
import { ARITHMETIC_DEVICE } from './arithmetic-compute';

afterEach(() => {
  vi.unstubAllEnvs();
});

it('tells what the numbers of a run depend on, and nothing of the moment', () => {
  vi.stubEnv('TF_NUM_INTRAOP_THREADS', '1');
  vi.stubEnv('TF_CPP_MIN_LOG_LEVEL', '2');
  const environment = environmentOf(ARITHMETIC_DEVICE);
  expect(environment).toEqual(environmentOf(ARITHMETIC_DEVICE));
  expect(environment.device).toEqual(ARITHMETIC_DEVICE);
  expect(environment.settings).toMatchObject({ TF_NUM_INTRAOP_THREADS: '1' });
  expect(environment.settings).not.toHaveProperty('TF_CPP_MIN_LOG_LEVEL');
});

it('names the kernels: the fused ones by their digest, and only on a CPU', () => {
  expect(environmentOf(ARITHMETIC_DEVICE).settings['kernels']).toMatch(/^(standard|[0-9a-f]{16})$/);
  expect(environmentOf({ ...ARITHMETIC_DEVICE, kind: 'gpu' }).settings['kernels']).toBe('standard');
  vi.stubEnv('DARTBOARD_KERNELS', 'standard');
  expect(environmentOf(ARITHMETIC_DEVICE).settings['kernels']).toBe('standard');
});
