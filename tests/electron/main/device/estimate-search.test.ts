import { expect, test } from 'vitest';

import { estimateSearch, workloadOf } from '../../../../electron/main/device/estimate-search';
import {
  Measurements,
  SearchWorkloadSchema,
  type Measurement,
  type SearchWorkload,
} from '../../../../electron/main/device/measurements';
import { Profile } from '../../../../electron/main/profile-file';
import { defaultSearchConfig, type SearchConfig } from '../../../../src-core/search/config';
import { temporaryFolder } from '../../../temporary-folder';

const FACTS = {
  format: 'cifar-10-binary',
  name: 'cifar',
  classNames: ['cat', 'dog'],
  trainPerClass: [500, 500],
  trainImages: 1_000,
  testImages: 0,
  height: 32,
  width: 32,
  channels: 3,
  fingerprint: '0a',
} as const satisfies Parameters<typeof estimateSearch>[3];
const CONFIG: SearchConfig = { ...defaultSearchConfig(), epochs: 2, batchSize: 50 };
const GIGABYTE = 1_024 ** 3;
const ROOM = { memoryAvailable: 8 * GIGABYTE, diskAvailable: 100 * GIGABYTE };
const MEASURED: Measurement<SearchWorkload> = {
  workload: workloadOf('A processor', CONFIG, FACTS),
  stepMs: 2_000,
  peakMemory: 4 * GIGABYTE,
  stateBytes: 25_000_000,
};

test('equal settings take what was measured', () => {
  const estimate = estimateSearch([MEASURED], 'A processor', CONFIG, FACTS, ROOM);
  // 500 images of each half in batches of 50: 10 steps, and 10 batches of validation at a sixth of a step each.
  expect(estimate).toMatchObject({ basis: 'measured', stepSeconds: 2, stepsPerEpoch: 10, memoryBytes: 4 * GIGABYTE });
  expect(estimate?.totalSeconds).toBeCloseTo(2 * (10 + 10 / 6) * 2);
  expect(estimate?.diskBytes).toBeGreaterThan(4 * 25_000_000);
  expect(estimate).toMatchObject(ROOM);
});

test('other settings are scaled: twice the batch takes twice the time, and twice the memory above the base', () => {
  const estimate = estimateSearch([MEASURED], 'A processor', { ...CONFIG, batchSize: 100 }, FACTS, ROOM);
  const base = 600 * 1_048_576;
  expect(estimate).toMatchObject({ basis: 'scaled', stepSeconds: 4, stepsPerEpoch: 5 });
  expect(estimate?.memoryBytes).toBe(base + 2 * (4 * GIGABYTE - base));
});

test('second order takes five passes for two, and no more memory', () => {
  const estimate = estimateSearch([MEASURED], 'A processor', { ...CONFIG, unrolled: true }, FACTS, ROOM);
  expect(estimate).toMatchObject({ basis: 'scaled', stepSeconds: 5, memoryBytes: 4 * GIGABYTE });
});

test('the nearest of several measurements counts', () => {
  const far: Measurement<SearchWorkload> = { ...MEASURED, workload: { ...MEASURED.workload, batchSize: 2 }, stepMs: 1 };
  const estimate = estimateSearch([far, MEASURED], 'A processor', { ...CONFIG, batchSize: 60 }, FACTS, ROOM);
  expect(estimate?.stepSeconds).toBeCloseTo(2.4);
});

test('another device and a far larger network are not guessed at', () => {
  expect(estimateSearch([MEASURED], 'Another processor', CONFIG, FACTS, ROOM)).toBeNull();
  expect(estimateSearch([MEASURED], 'A processor', { ...CONFIG, channels: 1_024 }, FACTS, ROOM)).toBeNull();
  expect(estimateSearch([], 'A processor', CONFIG, FACTS, ROOM)).toBeNull();
});

test('where the system does not tell memory, it stays unknown', () => {
  const estimate = estimateSearch([{ ...MEASURED, peakMemory: null }], 'A processor', CONFIG, FACTS, ROOM);
  expect(estimate?.memoryBytes).toBeNull();
});

test('measurements outlive the app, the latest of each workload', () => {
  const profile = new Profile(temporaryFolder(), () => undefined);
  const measurements = new Measurements(profile, 'measurements.json', SearchWorkloadSchema);
  measurements.add(MEASURED);
  measurements.add({ ...MEASURED, workload: { ...MEASURED.workload, layers: 4 } });
  measurements.add({ ...MEASURED, stepMs: 1_500 });
  const { all } = new Measurements(profile, 'measurements.json', SearchWorkloadSchema);
  expect(all.map(({ stepMs, workload }) => [stepMs, workload.layers])).toEqual([
    [1_500, 8],
    [2_000, 4],
  ]);
});
