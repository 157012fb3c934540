import { defineStore } from 'pinia';
import { computed, ref } from 'vue';

import type { SearchOptionName } from '../../src-core/search/config';
import { searchExtent } from '../lib/search-extent';
import { checkForm, toFormValues, type FormValues } from '../lib/search-form';
import { useDatasetsStore } from './datasets';

/** The settings of the next search as they are typed, checked at every key. */
export const useSearchFormStore = defineStore('search-form', () => {
  const datasets = useDatasetsStore();
  const values = ref<FormValues>(toFormValues());
  const checked = computed(() => checkForm(values.value));
  /** How much work the search will be; null until there is data and the settings are right. */
  const extent = computed(() => {
    const facts = datasets.choice?.preview.facts;
    const { config } = checked.value;
    return facts === undefined || config === null ? null : searchExtent(facts, config);
  });

  function set(name: SearchOptionName, value: string | boolean): void {
    values.value = { ...values.value, [name]: value };
  }

  function reset(): void {
    values.value = toFormValues();
  }

  return { values, checked, extent, set, reset };
});
