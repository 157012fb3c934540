import { expect, test } from 'vitest';

import { estimateRetraining, retrainWorkloadOf } from '../../../../electron/main/device/estimate-retraining';
import type { Measurement, RetrainWorkload } from '../../../../electron/main/device/measurements';
import { defaultRetrainConfig } from '../../../../src-core/retrain/config';
import { PRESET_GENOTYPES } from '../../../../src-core/space/preset-genotypes';
import { FACTS } from '../../../renderer/helpers/records';

const GIGABYTE = 1_024 ** 3;
const ROOM = { memoryAvailable: 8 * GIGABYTE, diskAvailable: 100 * GIGABYTE };
const DATA = { ...FACTS, trainImages: 1_000, testImages: 200 };
const PLAN = {
  genotype: PRESET_GENOTYPES.DARTS_V2,
  config: { ...defaultRetrainConfig(), epochs: 2, batchSize: 50, channels: 8, layers: 5 },
};
const MEASURED: Measurement<RetrainWorkload> = {
  workload: retrainWorkloadOf('A processor', PLAN, DATA),
  stepMs: 600,
  peakMemory: 2 * GIGABYTE,
  stateBytes: 1_000_000,
};

test('the same network takes what was measured: epochs, held-out images and the test at the end', () => {
  const estimate = estimateRetraining([MEASURED], 'A processor', PLAN, DATA, ROOM);
  expect(estimate).toMatchObject({ basis: 'measured', stepSeconds: 0.6, stepsPerEpoch: 18, memoryBytes: 2 * GIGABYTE });
  // 900 images in 18 steps; 2 held-out batches and, once, 4 of the test split at a third of a step each.
  expect(estimate?.totalSeconds).toBeCloseTo(0.6 * (2 * (18 + 2 / 3) + 4 / 3));
});

test('the seed and the number of epochs do not matter to a step', () => {
  const again = { ...PLAN, config: { ...PLAN.config, seed: 9, epochs: 100 } };
  expect(estimateRetraining([MEASURED], 'A processor', again, DATA, ROOM)?.basis).toBe('measured');
});

test('another genotype is scaled by its arithmetic, twice the batch by two', () => {
  const twice = { ...PLAN, config: { ...PLAN.config, batchSize: 100 } };
  expect(estimateRetraining([MEASURED], 'A processor', twice, DATA, ROOM)?.stepSeconds).toBeCloseTo(1.2);
  const other = { ...PLAN, genotype: PRESET_GENOTYPES.AmoebaNet };
  const [from, to] = [MEASURED.workload, retrainWorkloadOf('A processor', other, DATA)];
  const estimate = estimateRetraining([MEASURED], 'A processor', other, DATA, ROOM);
  expect(estimate?.basis).toBe('scaled');
  expect(estimate?.stepSeconds).toBeCloseTo((0.6 * to.multiplyAdds) / from.multiplyAdds);
});

test('another device and a far larger network are not guessed at', () => {
  expect(estimateRetraining([MEASURED], 'Another processor', PLAN, DATA, ROOM)).toBeNull();
  const large = { ...PLAN, config: { ...PLAN.config, channels: 36, layers: 20 } };
  expect(estimateRetraining([MEASURED], 'A processor', large, DATA, ROOM)).toBeNull();
});
