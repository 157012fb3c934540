import { expect, test } from 'vitest';

import { DatasetTokens, type ChosenDataset } from '../../../electron/main/dataset-tokens';
import { FACTS } from '../../records';

test('a token leads to its data set, as often as it is used', () => {
  const tokens = new DatasetTokens();
  const token = tokens.issue(folder('/data/cifar'));
  expect(tokens.resolve(token)).toEqual(folder('/data/cifar'));
  expect(tokens.resolve(token)).toEqual(folder('/data/cifar'));
});

test.each(['/data/cifar', '', '__proto__', '00000000-0000-0000-0000-000000000000'])('%j is no token', (token) => {
  const tokens = new DatasetTokens();
  tokens.issue(folder('/data/cifar'));
  expect(() => tokens.resolve(token)).toThrow('choose its folder again');
});

test('a token of another session of the app is unknown in this one', () => {
  const replayed = new DatasetTokens().issue(folder('/data/demo'));
  expect(() => new DatasetTokens().resolve(replayed)).toThrow('not open any more');
});

test('the oldest choice is forgotten when there are too many, so memory stays bounded', () => {
  const tokens = new DatasetTokens();
  const issued = Array.from({ length: 33 }, (_, i) => tokens.issue(folder(`/data/${i}`)));
  expect(() => tokens.resolve(issued[0] ?? '')).toThrow('not open any more');
  expect(tokens.resolve(issued[1] ?? '')).toEqual(folder('/data/1'));
});

test('tokens cannot be guessed: no two are alike', () => {
  const tokens = new DatasetTokens();
  const issued = Array.from({ length: 1_000 }, () => tokens.issue(folder('/data/demo')));
  expect(new Set(issued).size).toBe(1_000);
});

function folder(path: string): ChosenDataset {
  return { source: { kind: 'folder', path }, facts: FACTS };
}
