import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';

import type { BrokenRunEntry, RunListEntry } from '../../electron/contract';
import { formatBytes } from '../lib/format-bytes';
import { filterRuns, sortRuns, type RunOrder } from '../lib/run-order';
import { useAppStore } from './app';
import { useConfirmStore } from './confirm';

/** The runs on disk: which are shown, in which order, and which are chosen to be compared. */
export const useRunsStore = defineStore('runs', () => {
  const app = useAppStore();
  const confirm = useConfirmStore();
  const entries = shallowRef<readonly RunListEntry[]>([]);
  const broken = shallowRef<readonly BrokenRunEntry[]>([]);
  /** False until the list was read once. */
  const loaded = ref(false);
  const query = ref('');
  const order = ref<RunOrder>({ by: 'created', descending: true });
  const chosen = ref<readonly string[]>([]);
  const shown = computed(() => sortRuns(filterRuns(entries.value, query.value), order.value));

  async function refresh(): Promise<void> {
    const [list, unreadable] = await Promise.all([app.ask('runs:list'), app.ask('runs:broken')]);
    if (list !== undefined) {
      entries.value = [...list].sort((a, b) => b.created.localeCompare(a.created));
      chosen.value = chosen.value.filter((id) => list.some((entry) => entry.id === id));
    }
    broken.value = unreadable ?? broken.value;
    loaded.value = true;
  }

  async function reveal(id: string): Promise<void> {
    await app.ask('runs:reveal', id);
  }

  /** Orders by a column; the same column again turns the order over. */
  function sort(by: RunOrder['by']): void {
    const { value } = order;
    order.value = { by, descending: value.by === by ? !value.descending : by !== 'name' && by !== 'dataset' };
  }

  /** Takes a run into the comparison or out of it. */
  function choose(id: string): void {
    chosen.value = chosen.value.includes(id) ? chosen.value.filter((other) => other !== id) : [...chosen.value, id];
  }

  /** Keeps a name and a note with a run. */
  async function annotate(id: string, title: string, note: string): Promise<void> {
    if ((await app.ask('runs:annotate', { id, title, note })) !== undefined) await refresh();
  }

  /** Deletes a run's folder after asking. */
  async function remove(entry: RunListEntry): Promise<void> {
    const agreed = await confirm.ask({
      title: 'Delete this run?',
      text: `“${nameOf(entry)}” and everything it measured, ${formatBytes(entry.bytes)} on the disk, will be moved to the trash, or deleted for good where there is no trash.`,
      action: `Delete ${formatBytes(entry.bytes)}`,
      danger: true,
    });
    if (!agreed) return;
    const done = await app.ask('runs:delete', entry.id);
    if (done === undefined) return;
    app.show(
      done.trashed
        ? `“${nameOf(entry)}” is in the trash.`
        : `“${nameOf(entry)}” is deleted; ${formatBytes(done.bytes)} are free again.`,
      'done',
    );
    await refresh();
  }

  return { entries, broken, loaded, query, order, chosen, shown, refresh, reveal, sort, choose, annotate, remove };
});

/** What people call a run: its title, else its folder's name. */
export function nameOf({ id, title }: Pick<RunListEntry, 'id' | 'title'>): string {
  return title === '' ? id : title;
}
