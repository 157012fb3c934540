import { expect, test } from 'vitest';

import { findAlphas } from '../../../electron/main/find-alphas';
import { alphasRecord, statusRecord } from '../fixtures/records';

const RECORDS = [statusRecord('running', 0), alphasRecord(10), alphasRecord(20), statusRecord('finished', 20)];

test('the latest alphas are taken when no step is named', () => {
  expect(findAlphas(RECORDS).globalStep).toBe(20);
});

test('the alphas of a step are found', () => {
  expect(findAlphas(RECORDS, 10).globalStep).toBe(10);
});

test('a run without alphas, or without any at the step, is a sentence', () => {
  expect(() => findAlphas([])).toThrow('This run has no genotype yet');
  expect(() => findAlphas(RECORDS, 11)).toThrow('This run has no genotype at step 11');
});
