import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';

import type { RunEstimate } from '../../electron/contract';
import { formatBytes } from '../lib/format-bytes';

/** How long the settings must rest before they are asked about, milliseconds. */
const REST = 400;

/** How a run is foreseen. */
export interface ForecastSource<Request> {
  /** The run as it would start now; null while something is missing. */
  readonly request: ComputedRef<Request | null>;
  /** From what was measured before; without a message, since without an estimate the start is as free as before. */
  foresee(request: Request): Promise<RunEstimate | null>;
  /** Runs a few steps and throws them away; undefined when that failed, and was told. */
  measure(request: Request): Promise<RunEstimate | undefined>;
}

/** What the next run will take on this device, as far as steps measured here tell. */
export interface Forecast {
  /** Null while nothing comparable was measured. */
  readonly estimate: ShallowRef<RunEstimate | null>;
  readonly measuring: Ref<boolean>;
  /** What speaks against a start; it can be overridden. */
  readonly warning: ComputedRef<string | null>;
  /** Runs a few steps of the run and throws them away. */
  measure(): Promise<void>;
}

/** Follows a form and foresees what its run will take. */
export function createForecast<Request>({ request, foresee, measure }: ForecastSource<Request>): Forecast {
  const estimate = shallowRef<RunEstimate | null>(null);
  const measuring = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;

  watch(
    request,
    () => {
      estimate.value = null;
      clearTimeout(timer);
      timer = setTimeout(() => void look(), REST);
    },
    { immediate: true },
  );

  async function look(): Promise<void> {
    const asked = request.value;
    if (asked === null) return;
    const found = await foresee(asked);
    if (asked === request.value) estimate.value = found;
  }

  async function measureNow(): Promise<void> {
    const asked = request.value;
    if (asked === null || measuring.value) return;
    measuring.value = true;
    try {
      const measured = await measure(asked);
      if (measured !== undefined && asked === request.value) estimate.value = measured;
    } finally {
      measuring.value = false;
    }
  }

  return {
    estimate,
    measuring,
    warning: computed(() => (estimate.value === null ? null : shortage(estimate.value))),
    measure: measureNow,
  };
}

function shortage({ memoryBytes, memoryAvailable, diskBytes, diskAvailable }: RunEstimate): string | null {
  if (memoryBytes !== null && memoryBytes > memoryAvailable) {
    return `This run may need ${formatBytes(memoryBytes)} of memory, and ${formatBytes(memoryAvailable)} are free. A smaller batch or fewer channels need less.`;
  }
  if (diskBytes > diskAvailable) {
    return `The run folder may take ${formatBytes(diskBytes)}, and ${formatBytes(diskAvailable)} are free on the disk.`;
  }
  return null;
}
