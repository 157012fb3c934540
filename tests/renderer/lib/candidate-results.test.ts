import { expect, test } from 'vitest';

import { candidateResults, isRandomGenotype } from '../../../renderer/lib/candidate-results';
import { makeEntry } from '../helpers/records';

const run = (id: string, genotypeName: string, seed: number, testTop1: number | null, over = {}) =>
  makeEntry({
    id,
    kind: 'retrain',
    settings: { epochs: 2, seed, ...over },
    seconds: 10,
    bestValidTop1: testTop1,
    retrained: { genotypeName, parameters: 1_000, testTop1 },
  });

test('seeds of one genotype with the same settings are one row, in order, with mean and deviation; the best comes first', () => {
  const results = candidateResults([
    makeEntry({ id: 'a-search' }),
    run('a', 'random-1', 0, 60),
    run('c', 'DARTS_V2', 1, 74),
    run('b', 'DARTS_V2', 0, 70),
    run('d', 'DARTS_V2', 0, 50, { epochs: 1 }),
    run('e', 'NASNet', 0, null),
  ]);
  expect(results.map(({ genotypeName, runs }) => [genotypeName, runs.map(({ id }) => id)])).toEqual([
    ['DARTS_V2', ['b', 'c']],
    ['random-1', ['a']],
    ['DARTS_V2', ['d']],
    ['NASNet', ['e']],
  ]);
  expect(results[0]?.test?.mean).toBe(72);
  expect(results[0]?.test?.deviation).toBeCloseTo(Math.sqrt(8));
  expect(results[0]?.seconds).toBe(20);
  expect(results[1]?.test).toEqual({ mean: 60, deviation: null, count: 1 });
  expect(results[3]?.test).toBeNull();
});

test('architectures drawn by chance are told by their names', () => {
  expect(isRandomGenotype('random-12')).toBe(true);
  expect(isRandomGenotype('random search')).toBe(false);
});
