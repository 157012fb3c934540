import { computed, type ComputedRef, type Ref } from 'vue';

import type { ChartView } from './chart-view';
import type { ChartWindow } from './use-chart-window';
import type { DrawnChart } from './use-line-chart';

/** What stands over a chart, in pixels; null is not in sight. */
export interface ChartMarks {
  readonly cursor: ComputedRef<number | null>;
  /** Where the timeline stands. */
  readonly held: ComputedRef<number | null>;
  /** What the timeline has not reached yet: the share of the plot from its right. */
  readonly veil: ComputedRef<number | null>;
}

/** Where the cursor and the timeline stand over a chart. */
export function useChartMarks(
  view: ChartView,
  window: ChartWindow,
  drawn: Readonly<Ref<DrawnChart | null>>,
  held: Readonly<Ref<number | null>>,
): ChartMarks {
  function pixelOf(step: number | null): number | null {
    if (step === null || drawn.value === null) return null;
    const { left, right } = drawn.value;
    const { low, high } = window.shown();
    const at = left + ((window.toX(step) - low) / (high - low)) * (right - left);
    return at < left - 1 || at > right + 1 ? null : Math.round(at);
  }

  const heldAt = computed(() => pixelOf(held.value));
  return {
    cursor: computed(() => pixelOf(view.cursor.value)),
    held: heldAt,
    veil: computed(() => {
      if (held.value === null || drawn.value === null) return null;
      const { left, right } = drawn.value;
      const from = heldAt.value ?? (window.toX(held.value) < window.shown().low ? left : right);
      return Math.max(0, right - from) / (right - left);
    }),
  };
}
