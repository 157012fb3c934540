import { describe, expect, it } from 'vitest';

import { UsageError } from '../../../src-core/cli/command';
import { searchConfigFrom, searchOptions } from '../../../src-core/cli/search-options';
import { SEARCH_OPTIONS, defaultSearchConfig } from '../../../src-core/search/config';

function configFrom(values: Record<string, string | number | boolean>) {
  return searchConfigFrom({ positionals: [], values: new Map(Object.entries(values)) });
}

describe('searchOptions', () => {
  it('has every field of the config, in kebab case, with its default', () => {
    const options = searchOptions();
    expect(options).toHaveLength(Object.keys(SEARCH_OPTIONS).length);
    expect(options.map(({ name }) => name)).toContain('arch-learning-rate');
    expect(options.find(({ name }) => name === 'learning-rate-min')?.byDefault).toBe('0.001');
    expect(options.find(({ name }) => name === 'cutout')?.byDefault).toBe('off');
  });
});

describe('searchConfigFrom', () => {
  it('is the default where nothing is given', () => {
    expect(configFrom({})).toEqual(defaultSearchConfig());
    expect(configFrom({ 'batch-size': 8, unrolled: true, demo: true })).toEqual({
      ...defaultSearchConfig(),
      batchSize: 8,
      unrolled: true,
    });
  });

  it('names the option that is out of range', () => {
    const refuse = (values: Record<string, number>) => () => configFrom(values);
    expect(refuse({ 'batch-size': 0 })).toThrow(UsageError);
    expect(refuse({ 'batch-size': 0 })).toThrow(
      '--batch-size: Batch size (batchSize) must be a whole number from 1 to 65536, not 0.',
    );
    expect(refuse({ 'learning-rate-min': 0.5 })).toThrow(/^--learning-rate-min: Lowest learning rate/);
  });
});
