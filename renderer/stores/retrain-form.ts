import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';

import type { OpenedGenotype } from '../../electron/contract';
import type { OptionValues } from '../lib/option-form';
import { RETRAIN_FORM } from '../lib/retrain-form';
import { retrainPresetConfig, retrainPresetOf, type RetrainPreset } from '../lib/retrain-presets';
import { useAppStore } from './app';

/** The genotype and the settings of the next retraining. */
export const useRetrainFormStore = defineStore('retrain-form', () => {
  const app = useAppStore();
  /** What will be trained, under the name that people know it by. */
  const genotype = shallowRef<OpenedGenotype | null>(null);
  const values = ref(RETRAIN_FORM.fill());
  const checked = computed(() => RETRAIN_FORM.check(values.value));
  const preset = computed(() => (checked.value.config === null ? null : retrainPresetOf(checked.value.config)));

  function set(name: string, value: string | boolean): void {
    values.value = { ...values.value, [name]: value };
  }

  /** Takes a run's settings, or the defaults. */
  function fill(settings?: OptionValues): void {
    values.value = RETRAIN_FORM.fill(settings);
  }

  /** Takes a preset's settings; the seed stays. */
  function usePreset(chosen: RetrainPreset): void {
    values.value = { ...RETRAIN_FORM.fill(retrainPresetConfig(chosen)), seed: values.value['seed'] ?? '' };
  }

  /** Goes to the form with this genotype in it. */
  function retrain(chosen: OpenedGenotype): void {
    genotype.value = chosen;
    app.view = 'retrain';
  }

  return { genotype, values, checked, preset, set, fill, usePreset, retrain };
});
