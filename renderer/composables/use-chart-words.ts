import { computed, type ComputedRef, type Ref } from 'vue';

import { valueAt } from '../lib/chart-line';
import type { ChartContent } from '../lib/chart/chart-content';
import { describeTrend } from '../lib/chart/describe-trend';
import { describeX } from '../lib/chart/x-axis';
import { formatCount } from '../lib/format';
import type { ChartView } from './chart-view';
import type { ChartWindow } from './use-chart-window';

/** A chart in words. */
export interface ChartWords {
  /** The place that is pointed at, or held, or the newest: `step 1,200`. */
  readonly place: ComputedRef<string>;
  /** All values there. */
  readonly values: ComputedRef<string>;
  /** Where each line begins and ends, its lowest and its highest. */
  readonly trend: ComputedRef<string>;
}

/**
 * A chart in words, for those who do not see it.
 *
 * @param at the step that is pointed at or held; null is the newest
 * @param draws grows with every drawing: the trend, which is dear to find, is told anew as often
 */
export function useChartWords(
  content: () => ChartContent,
  view: ChartView,
  window: ChartWindow,
  at: Readonly<Ref<number | null>>,
  draws: Readonly<Ref<number>>,
): ChartWords {
  const step = (): number => Math.max(0, at.value ?? window.points()?.lastX ?? 0);
  return {
    place: computed(() => describeX(window.mode(), window.toX(step()))),
    // Always of the newest numbers, also out of sight: whoever listens may be anywhere on the page.
    values: computed(() => {
      const { title, lines, format } = content();
      // What the lines hold is not tracked itself.
      void view.revision.value;
      const values = lines.map((line) => `${line.name} ${format(valueAt(line, at.value))}`);
      return `${title} at step ${formatCount(step())}: ${values.join(', ')}.`;
    }),
    trend: computed(() => (draws.value === 0 ? '' : describeTrend(content()))),
  };
}
