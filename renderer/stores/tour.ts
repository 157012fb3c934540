import { defineStore } from 'pinia';
import { computed, ref } from 'vue';

import { presetConfig, QUICK_LOOK } from '../lib/search-presets';
import { TOUR_STOPS } from '../lib/tour-stops';
import { useAppStore } from './app';
import { useDatasetsStore } from './datasets';
import { useRunStore } from './run';

/** The first-run tour: a real search on the demo data, explained stop by stop while it runs. */
export const useTourStore = defineStore('tour', () => {
  const app = useAppStore();
  const datasets = useDatasetsStore();
  const run = useRunStore();
  /** Index into the stops; null while there is no tour. */
  const at = ref<number | null>(null);
  const starting = ref(false);
  const stop = computed(() => (at.value === null ? null : (TOUR_STOPS[at.value] ?? null)));
  /** Whether the tour is offered by itself. */
  const offered = computed(() => !app.settings.tourSeen && at.value === null);

  /** Starts the demo search, or shows the run that is live already, and goes to the first stop. */
  async function start(): Promise<void> {
    if (starting.value) return;
    starting.value = true;
    try {
      if (!(await hasRun())) return;
      app.view = 'run';
      at.value = 0;
      void app.change({ tourSeen: true });
    } finally {
      starting.value = false;
    }
  }

  async function hasRun(): Promise<boolean> {
    if (run.isLive || (await run.openLive())) return true;
    await datasets.useDemo();
    const { choice } = datasets;
    return choice !== null && (await run.start(choice.token, presetConfig(QUICK_LOOK)));
  }

  function go(index: number): void {
    at.value = TOUR_STOPS[index] === undefined ? null : index;
    if (at.value !== null) app.view = 'run';
  }

  function end(): void {
    at.value = null;
  }

  /** Never offers itself again. */
  function decline(): void {
    void app.change({ tourSeen: true });
  }

  return { at, starting, stop, offered, start, go, end, decline };
});
