import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';

import type { RunListEntry } from '../../electron/contract';
import type { Genotype } from '../../src-core/space/genotype';
import { genotypeOfRun } from '../lib/genotype-of-run';
import { loadRunLog } from '../lib/load-run-log';
import type { RunLog } from '../lib/run-log';
import { useAppStore } from './app';
import { useRunsStore } from './runs';

/** One run of the comparison. */
export interface ComparedRun {
  readonly entry: RunListEntry;
  readonly log: RunLog;
  readonly genotype: Genotype | null;
  readonly device: string;
}

/** The runs that were chosen in the list, read whole. */
export const useCompareStore = defineStore('compare', () => {
  const app = useAppStore();
  const runs = useRunsStore();
  const compared = shallowRef<readonly ComparedRun[]>([]);
  const loading = ref(false);

  /** Reads what is chosen now; a run that cannot be read is left out, with a message. */
  async function load(): Promise<void> {
    loading.value = true;
    const found: ComparedRun[] = [];
    for (const id of runs.chosen) {
      const entry = runs.entries.find((run) => run.id === id);
      const snapshot = entry === undefined ? undefined : await app.ask('runs:open', id);
      if (entry === undefined || snapshot === undefined) continue;
      const log = await loadRunLog(snapshot, (opening) => app.ask('runs:records', opening));
      if (log === null) continue;
      const { info } = snapshot;
      found.push({
        entry,
        log,
        genotype: genotypeOfRun(info, log),
        device: `${info.device.name}, TensorFlow ${info.device.tensorflow}`,
      });
    }
    compared.value = found;
    loading.value = false;
  }

  return { compared, loading, load };
});
