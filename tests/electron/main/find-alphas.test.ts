import { expect, test } from 'vitest';

import { findAlphas } from '../../../electron/main/find-alphas';
import { makeAlphas } from '../../records';

// Alphas of epochs 0 and 1, at steps 4 and 8.
const RECORDS = [makeAlphas(0, 4, true), makeAlphas(1, 8, true)];

test('the latest alphas are taken when no step is named', () => {
  expect(findAlphas(RECORDS).globalStep).toBe(8);
});

test('the alphas of a step are found', () => {
  expect(findAlphas(RECORDS, 4).globalStep).toBe(4);
});

test('a run without alphas, or without any at the step, is a sentence', () => {
  expect(() => findAlphas([])).toThrow('This run has no genotype yet');
  expect(() => findAlphas(RECORDS, 5)).toThrow('This run has no genotype at step 5');
});
