import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';

import type { OpenedGenotype, RetrainRequest } from '../../electron/contract';
import { randomGenotype } from '../../src-core/space/random-genotype';
import type { OptionValues } from '../lib/option-form';
import { RETRAIN_FORM } from '../lib/retrain-form';
import { retrainPresetConfig, retrainPresetOf, type RetrainPreset } from '../lib/retrain-presets';
import { useAppStore } from './app';
import { useDatasetsStore } from './datasets';

/** As much of a genotype's name as a run keeps. */
const LONGEST_NAME = 200;
/** More repetitions are a mistake. */
const MOST_SEEDS = 20;

/** The genotypes and the settings of the next retraining, or of a series of them. */
export const useRetrainFormStore = defineStore('retrain-form', () => {
  const app = useAppStore();
  const datasets = useDatasetsStore();
  /** What will be trained, under the name that people know it by. */
  const genotype = shallowRef<OpenedGenotype | null>(null);
  /** What else will be trained, to be compared with it. */
  const others = shallowRef<readonly OpenedGenotype[]>([]);
  /** How many seeds each is trained with, as it is typed. */
  const seedCount = ref('1');
  const values = ref(RETRAIN_FORM.fill());
  const checked = computed(() => RETRAIN_FORM.check(values.value));
  const preset = computed(() => (checked.value.config === null ? null : retrainPresetOf(checked.value.config)));

  const candidates = computed(() => [...(genotype.value === null ? [] : [genotype.value]), ...others.value]);
  /** The seeds, beginning with the form's; null when their number is none. */
  const seeds = computed(() => {
    const count = Number(seedCount.value);
    if (!Number.isInteger(count) || count < 1 || count > MOST_SEEDS) return null;
    const first = checked.value.config?.seed ?? 0;
    return Array.from({ length: count }, (_, i) => (first + i) % 2 ** 32);
  });
  /** How many networks will be trained; null while the seeds are wrong. */
  const runCount = computed(() => (seeds.value === null ? null : candidates.value.length * seeds.value.length));
  /** The first retraining as it would start now; null while something is missing. */
  const request = computed((): RetrainRequest | null => {
    const { choice } = datasets;
    const { config } = checked.value;
    if (genotype.value === null || choice === null || config === null) return null;
    return { ...named(genotype.value), dataset: choice.token, config };
  });

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

  /** Takes a genotype into the comparison, once. */
  function add(chosen: OpenedGenotype): void {
    if (!candidates.value.some(({ name }) => name === chosen.name)) others.value = [...others.value, chosen];
  }

  /** Takes an architecture drawn by chance into the comparison. */
  function addRandom(): void {
    const taken = new Set(candidates.value.map(({ name }) => name));
    let seed = 1;
    while (taken.has(`random-${seed}`)) seed += 1;
    add({ name: `random-${seed}`, genotype: randomGenotype(seed) });
  }

  /** Takes a genotype out of the comparison. */
  function remove(name: string): void {
    others.value = others.value.filter((other) => other.name !== name);
  }

  return {
    genotype,
    others,
    seedCount,
    values,
    checked,
    preset,
    candidates,
    seeds,
    runCount,
    request,
    set,
    fill,
    usePreset,
    retrain,
    add,
    addRandom,
    remove,
  };
});

/** A genotype as a run is started with it. */
export function named({ name, genotype }: OpenedGenotype): Pick<RetrainRequest, 'genotype' | 'genotypeName'> {
  return { genotype, genotypeName: name.slice(0, LONGEST_NAME) };
}
