import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';

import type { RunListEntry } from '../../electron/contract';
import { useAppStore } from './app';

/** The runs on disk, newest first. */
export const useRunsStore = defineStore('runs', () => {
  const app = useAppStore();
  const entries = shallowRef<readonly RunListEntry[]>([]);
  /** False until the list was read once. */
  const loaded = ref(false);

  async function refresh(): Promise<void> {
    const list = await app.ask('runs:list');
    if (list !== undefined) entries.value = [...list].sort((a, b) => b.created.localeCompare(a.created));
    loaded.value = true;
  }

  async function reveal(id: string): Promise<void> {
    await app.ask('runs:reveal', id);
  }

  return { entries, loaded, refresh, reveal };
});
