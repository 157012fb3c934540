import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';

import type { SearchEstimate } from '../../electron/contract';
import { formatBytes } from '../lib/format-bytes';
import { useAppStore } from './app';
import { useDatasetsStore } from './datasets';
import { useSearchFormStore } from './search-form';

/** How long the settings must rest before they are asked about, milliseconds. */
const REST = 400;

/** What the next search will take on this device, as far as steps measured here tell. */
export const useEstimateStore = defineStore('estimate', () => {
  const app = useAppStore();
  const datasets = useDatasetsStore();
  const form = useSearchFormStore();
  /** Null while nothing comparable was measured. */
  const estimate = shallowRef<SearchEstimate | null>(null);
  const measuring = ref(false);
  const request = computed(() => {
    const { choice } = datasets;
    const { config } = form.checked;
    return choice === null || config === null ? null : { dataset: choice.token, config };
  });
  /** What speaks against a start; it can be overridden. */
  const warning = computed(() => (estimate.value === null ? null : shortage(estimate.value)));
  let timer: ReturnType<typeof setTimeout> | undefined;

  watch(
    request,
    () => {
      estimate.value = null;
      clearTimeout(timer);
      timer = setTimeout(() => void foresee(), REST);
    },
    { immediate: true },
  );

  async function foresee(): Promise<void> {
    const asked = request.value;
    if (asked === null) return;
    // No message: without an estimate the start is as free as before.
    const outcome = await window.dartboard.request('search:estimate', asked);
    if (asked === request.value && outcome.ok) estimate.value = outcome.value;
  }

  /** Runs a few steps of this search and throws them away. */
  async function measure(): Promise<void> {
    const asked = request.value;
    if (asked === null || measuring.value) return;
    measuring.value = true;
    try {
      const measured = await app.ask('search:measure', asked);
      if (measured !== undefined && asked === request.value) estimate.value = measured;
    } finally {
      measuring.value = false;
    }
  }

  return { estimate, warning, measuring, measure };
});

function shortage({ memoryBytes, memoryAvailable, diskBytes, diskAvailable }: SearchEstimate): string | null {
  if (memoryBytes !== null && memoryBytes > memoryAvailable) {
    return `This search may need ${formatBytes(memoryBytes)} of memory, and ${formatBytes(memoryAvailable)} are free. A smaller batch or fewer channels need less.`;
  }
  if (diskBytes > diskAvailable) {
    return `The run folder may take ${formatBytes(diskBytes)}, and ${formatBytes(diskAvailable)} are free on the disk.`;
  }
  return null;
}
