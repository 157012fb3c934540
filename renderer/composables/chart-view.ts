import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';

import type { XWindow } from '../lib/chart/chart-scene';
import type { XMode } from '../lib/chart/run-clock';

/** What several charts of a run have in common: one is zoomed or pointed at, and all are. */
export interface ChartView {
  readonly mode: Ref<XMode>;
  /** The part of the x axis that is shown, in its own unit; null shows the whole run. */
  readonly zoom: ShallowRef<XWindow | null>;
  /** The step that is pointed at. */
  readonly cursor: Ref<number | null>;
  readonly zoomed: ComputedRef<boolean>;
  /** Changes the unit of the x axis. */
  readonly use: (mode: XMode) => void;
  /** Shows the whole run. */
  readonly reset: () => void;
}

/** A view of a whole run by its steps. Another unit of the x axis shows the whole run again. */
export function createChartView(): ChartView {
  const mode = ref<XMode>('step');
  const zoom = shallowRef<XWindow | null>(null);
  const cursor = ref<number | null>(null);
  const reset = (): void => {
    zoom.value = null;
  };
  watch(mode, reset);
  const use = (next: XMode): void => {
    mode.value = next;
  };
  return { mode, zoom, cursor, zoomed: computed(() => zoom.value !== null), use, reset };
}
