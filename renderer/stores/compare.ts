import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';

import type { RunListEntry } from '../../electron/contract';
import type { Genotype } from '../../src-core/space/genotype';
import { genotypeOfRun } from '../lib/genotype-of-run';
import { RunLog } from '../lib/run-log';
import { snapshotRecords } from '../lib/snapshot-records';
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
      const log = new RunLog(Date.parse(snapshot.info.created));
      for (const records of snapshotRecords(snapshot)) log.append(records);
      const { device } = snapshot.info;
      found.push({
        entry,
        log,
        genotype: genotypeOfRun(snapshot),
        device: `${device.name}, TensorFlow ${device.tensorflow}`,
      });
    }
    compared.value = found;
    loading.value = false;
  }

  return { compared, loading, load };
});
