import { describe, expect, it } from 'vitest';

import { SEARCH_FORM } from '../../../renderer/lib/search-form';
import { defaultSearchConfig, SEARCH_OPTIONS } from '../../../src-core/search/config';

describe('the form of a search', () => {
  it('starts with the settings of the reference', () => {
    expect(SEARCH_FORM.check(SEARCH_FORM.fill())).toEqual({ config: defaultSearchConfig(), errors: {} });
  });

  it('offers every option, those that decide the duration first', () => {
    const offered = [...SEARCH_FORM.mainFields, ...SEARCH_FORM.otherFields].map((field) => field.name);
    expect([...offered].sort()).toEqual(Object.keys(SEARCH_OPTIONS).sort());
    expect(SEARCH_FORM.mainFields.map((field) => field.name)).toEqual([
      'epochs',
      'batchSize',
      'channels',
      'layers',
      'unrolled',
    ]);
  });

  it.each([
    ['0', 'not 0.'],
    ['-1', 'not -1.'],
    ['2.5', 'not 2.5.'],
    ['1e9', 'not 1000000000.'],
    ['many', 'not "many".'],
    ['', 'not "".'],
    ['0x10', 'not "0x10".'],
    ['Infinity', 'not "Infinity".'],
  ])('tells at the field why a batch size of "%s" is wrong', (typed, ending) => {
    const { config, errors } = SEARCH_FORM.check({ ...SEARCH_FORM.fill(), batchSize: typed });
    expect(config).toBeNull();
    expect(errors).toEqual({
      batchSize: `Batch size (batchSize) must be a whole number from 1 to 65536, ${ending}`,
    });
  });

  it('reads numbers as people write them', () => {
    const { config } = SEARCH_FORM.check({
      ...SEARCH_FORM.fill(),
      learningRate: ' 2.5e-2 ',
      weightDecay: '.0003',
      epochs: '10',
    });
    expect(config).toMatchObject({ learningRate: 0.025, weightDecay: 0.0003, epochs: 10 });
  });

  it('checks options against each other', () => {
    const { errors } = SEARCH_FORM.check({ ...SEARCH_FORM.fill(), learningRateMin: '1' });
    expect(errors['learningRateMin']).toMatch(/must not be above the learning rate/);
  });
});
