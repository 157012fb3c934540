import { defineStore } from 'pinia';
import { computed } from 'vue';

import { useAppStore } from './app';
import { createForecast } from './forecast';
import { useRetrainFormStore } from './retrain-form';

/** What one retraining of the form will take on this device. */
export const useRetrainEstimateStore = defineStore('retrain-estimate', () => {
  const app = useAppStore();
  const form = useRetrainFormStore();
  return createForecast({
    request: computed(() => form.request),
    foresee: async (asked) => {
      const outcome = await window.dartboard.request('retrain:estimate', asked);
      return outcome.ok ? outcome.value : null;
    },
    measure: (asked) => app.ask('retrain:measure', asked),
  });
});
