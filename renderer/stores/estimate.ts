import { defineStore } from 'pinia';
import { computed } from 'vue';

import { useAppStore } from './app';
import { useDatasetsStore } from './datasets';
import { createForecast } from './forecast';
import { useSearchFormStore } from './search-form';

/** What the next search will take on this device. */
export const useEstimateStore = defineStore('estimate', () => {
  const app = useAppStore();
  const datasets = useDatasetsStore();
  const form = useSearchFormStore();
  const request = computed(() => {
    const { choice } = datasets;
    const { config } = form.checked;
    return choice === null || config === null ? null : { dataset: choice.token, config };
  });
  return createForecast({
    request,
    foresee: async (asked) => {
      const outcome = await window.dartboard.request('search:estimate', asked);
      return outcome.ok ? outcome.value : null;
    },
    measure: (asked) => app.ask('search:measure', asked),
  });
});
