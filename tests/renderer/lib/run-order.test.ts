import { describe, expect, it } from 'vitest';

import { filterRuns, sortRuns } from '../../../renderer/lib/run-order';
import { makeEntry } from '../helpers/records';

const RUNS = [
  makeEntry({ id: 'run 10', bestValidTop1: 80, settings: { layers: 8, unrolled: true } }),
  makeEntry({ id: 'run 9', title: 'Wide', note: 'too slow', bestValidTop1: null, settings: { layers: 20 } }),
  makeEntry({ id: 'run 2', dataset: 'flowers', state: 'failed', bestValidTop1: 90, settings: { layers: 8 } }),
];

function ids(runs: readonly { readonly id: string }[]): string[] {
  return runs.map(({ id }) => id);
}

describe('searching the runs', () => {
  it.each([
    ['', ['run 10', 'run 9', 'run 2']],
    ['wide', ['run 9']],
    ['SLOW', ['run 9']],
    ['flowers failed', ['run 2']],
    ['layers=8', ['run 10', 'run 2']],
    ['unrolled', ['run 10']],
    ['flowers unrolled', []],
  ])('finds by every word: "%s"', (query, found) => {
    expect(ids(filterRuns(RUNS, query))).toEqual(found);
  });
});

describe('sorting the runs', () => {
  it('orders names as people count, by the title where there is one', () => {
    expect(ids(sortRuns(RUNS, { by: 'name', descending: false }))).toEqual(['run 2', 'run 10', 'run 9']);
  });

  it('keeps runs without an accuracy at the end, either way', () => {
    expect(ids(sortRuns(RUNS, { by: 'best', descending: true }))).toEqual(['run 2', 'run 10', 'run 9']);
    expect(ids(sortRuns(RUNS, { by: 'best', descending: false }))).toEqual(['run 10', 'run 2', 'run 9']);
  });
});
