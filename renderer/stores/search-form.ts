import { defineStore } from 'pinia';
import { computed, ref } from 'vue';

import type { OptionValues } from '../lib/option-form';
import { searchExtent } from '../lib/search-extent';
import { SEARCH_FORM } from '../lib/search-form';
import { presetConfig, presetOf, type SearchPreset } from '../lib/search-presets';
import { useDatasetsStore } from './datasets';

/** The settings of the next search as they are typed, checked at every key. */
export const useSearchFormStore = defineStore('search-form', () => {
  const datasets = useDatasetsStore();
  const values = ref(SEARCH_FORM.fill());
  const checked = computed(() => SEARCH_FORM.check(values.value));
  /** The preset that the settings are; null when they are none. */
  const preset = computed(() => (checked.value.config === null ? null : presetOf(checked.value.config)));
  /** How much work the search will be; null until there is data and the settings are right. */
  const extent = computed(() => {
    const facts = datasets.choice?.preview.facts;
    const { config } = checked.value;
    return facts === undefined || config === null ? null : searchExtent(facts, config);
  });

  function set(name: string, value: string | boolean): void {
    values.value = { ...values.value, [name]: value };
  }

  /** Takes a run's settings, or the defaults. */
  function fill(settings?: OptionValues): void {
    values.value = SEARCH_FORM.fill(settings);
  }

  /** Takes a preset's settings; the seed stays. */
  function usePreset(chosen: SearchPreset): void {
    values.value = { ...SEARCH_FORM.fill(presetConfig(chosen)), seed: values.value['seed'] ?? '' };
  }

  return { values, checked, preset, extent, set, fill, usePreset };
});
