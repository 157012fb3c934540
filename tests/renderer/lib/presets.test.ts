import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

import { RETRAIN_FORM } from '../../../renderer/lib/retrain-form';
import { RETRAIN_PRESETS, retrainPresetConfig, retrainPresetOf } from '../../../renderer/lib/retrain-presets';
import { SEARCH_FORM } from '../../../renderer/lib/search-form';
import { presetConfig, presetOf, SEARCH_PRESETS } from '../../../renderer/lib/search-presets';
import { RetrainConfigSchema } from '../../../src-core/retrain/config';
import { defaultSearchConfig, SearchConfigSchema } from '../../../src-core/search/config';

describe.each(SEARCH_PRESETS)('the preset of a search $words', (preset) => {
  it('is valid, survives the form, and is known again with another seed', () => {
    const config = v.parse(SearchConfigSchema, presetConfig(preset));
    expect(SEARCH_FORM.check(SEARCH_FORM.fill(config)).config).toEqual(config);
    expect(presetOf({ ...config, seed: 99 })).toBe(preset);
    expect(presetOf({ ...config, layers: 7 })).toBeNull();
  });
});

describe.each(RETRAIN_PRESETS)('the preset of a retraining $words', (preset) => {
  it('is valid, survives the form, and is known again with another seed', () => {
    const config = v.parse(RetrainConfigSchema, retrainPresetConfig(preset));
    expect(RETRAIN_FORM.check(RETRAIN_FORM.fill(config)).config).toEqual(config);
    expect(retrainPresetOf({ ...config, seed: 99 })).toBe(preset);
  });
});

it('begins with the authors’ settings', () => {
  expect(presetOf(defaultSearchConfig())?.name).toBe('first-order');
});

it('tells a wrong choice at its field', () => {
  expect(RETRAIN_FORM.check({ ...RETRAIN_FORM.fill(), schedule: 'wave' }).errors).toEqual({
    schedule: 'Schedule (schedule) must be one of cosine, step.',
  });
});
