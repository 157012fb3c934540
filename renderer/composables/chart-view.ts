import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';

import type { RunClock, XMode } from '../lib/chart/run-clock';
import type { XWindow } from '../lib/chart/x-window';

/** What charts that are looked at together have in common: one is zoomed or pointed at, and all are. */
export interface ChartView {
  readonly mode: Ref<XMode>;
  /** The part of the x axis that is shown, in its own unit; null shows the whole run. */
  readonly zoom: ShallowRef<XWindow | null>;
  /** The step that is pointed at. */
  readonly cursor: Ref<number | null>;
  /** 0 to below 1. */
  readonly smoothing: Ref<number>;
  /** Whether the numbers are shown instead of the drawings. */
  readonly table: Ref<boolean>;
  readonly zoomed: ComputedRef<boolean>;
  /** Converts steps into the x axis' unit; null where it counts steps only. */
  readonly clock: ComputedRef<RunClock | null>;
  /** Grows when the lines do. */
  readonly revision: ComputedRef<number>;
  /** The step that the timeline stands at; what comes after it is veiled. Null follows the newest. */
  readonly held: ComputedRef<number | null>;
  /** Changes the unit of the x axis. */
  readonly use: (mode: XMode) => void;
  readonly smooth: (weight: number) => void;
  readonly showTable: (shown: boolean) => void;
  /** Shows the whole run. */
  readonly reset: () => void;
}

/** The run that is looked at. */
export interface ViewedRun {
  readonly clock: () => RunClock | null;
  readonly revision: () => number;
  readonly held: () => number | null;
}

const STILL: ViewedRun = { clock: () => null, revision: () => 0, held: () => null };

/**
 * A view of whole runs by their steps. Another unit of the x axis shows the whole run again.
 *
 * @param run the one whose lines are shown; without it they are several and do not grow
 */
export function createChartView(run: ViewedRun = STILL): ChartView {
  const mode = ref<XMode>('step');
  const zoom = shallowRef<XWindow | null>(null);
  const smoothing = ref(0.9);
  const table = ref(false);
  const reset = (): void => {
    zoom.value = null;
  };
  watch(mode, reset);
  return {
    mode,
    zoom,
    cursor: ref<number | null>(null),
    smoothing,
    table,
    zoomed: computed(() => zoom.value !== null),
    clock: computed(run.clock),
    revision: computed(run.revision),
    held: computed(run.held),
    use: (next) => (mode.value = next),
    smooth: (weight) => (smoothing.value = weight),
    showTable: (shown) => (table.value = shown),
    reset,
  };
}
