import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

import type { OpenedGenotype, RunListEntry } from '../../electron/contract';
import { genotypeOfRun } from '../lib/genotype-of-run';
import { loadRunLog } from '../lib/load-run-log';
import { useAppStore } from './app';
import { nameOf } from './runs';

/** Genotypes of runs, read when they are asked for: a long run takes a moment to read. */
export const useRunGenotypesStore = defineStore('run-genotypes', () => {
  const app = useAppStore();
  /** By run id. */
  const known = shallowRef<Readonly<Record<string, OpenedGenotype>>>({});

  /** Reads a run's genotype; undefined, with a message, when it has none. */
  async function load(entry: RunListEntry): Promise<OpenedGenotype | undefined> {
    const snapshot = await app.ask('runs:open', entry.id);
    if (snapshot === undefined) return undefined;
    const log = await loadRunLog(snapshot, (opening) => app.ask('runs:records', opening));
    if (log === null) return undefined;
    const genotype = genotypeOfRun(snapshot.info, log);
    if (genotype === null) {
      app.show(`“${nameOf(entry)}” has no genotype yet.`);
      return undefined;
    }
    const { info } = snapshot;
    const found = { name: info.kind === 'retrain' ? info.genotypeName : nameOf(entry), genotype };
    known.value = { ...known.value, [entry.id]: found };
    return found;
  }

  return { known, load };
});
