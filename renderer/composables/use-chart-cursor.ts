import type { Chart } from 'chart.js';
import { computed, ref, type ComputedRef, type Ref, type ShallowRef } from 'vue';

import type { SeriesBuffer } from '../lib/series-buffer';

/**
 * The step of a chart that the pointer or the arrow keys stand at.
 *
 * @param points gives the line whose points the cursor stops at
 */
export function useChartCursor(
  chart: ShallowRef<Chart<'line'> | null>,
  points: () => SeriesBuffer | undefined,
): {
  cursor: Ref<number | null>;
  /** Where the cursor's line is drawn, in pixels; null without a cursor. */
  left: ComputedRef<number | null>;
  move: (event: PointerEvent) => void;
  leave: () => void;
  key: (event: KeyboardEvent) => void;
} {
  const cursor = ref<number | null>(null);
  const left = computed(() => {
    const scale = chart.value?.scales.x;
    return cursor.value === null || scale === undefined ? null : Math.round(scale.getPixelForValue(cursor.value));
  });

  function move(event: PointerEvent): void {
    const scale = chart.value?.scales.x;
    const buffer = points();
    if (scale === undefined || buffer === undefined) return;
    const value = scale.getValueForPixel(event.offsetX);
    if (value !== undefined) cursor.value = buffer.xs[buffer.nearest(value)] ?? null;
  }

  function leave(): void {
    cursor.value = null;
  }

  /** Arrows go a hundredth of the run at a time, with Shift a single point. */
  function key(event: KeyboardEvent): void {
    const buffer = points();
    if (buffer === undefined || buffer.length === 0) return;
    const at = cursor.value === null ? buffer.length - 1 : buffer.nearest(cursor.value);
    const stride = event.shiftKey ? 1 : Math.max(1, Math.round(buffer.length / 100));
    const target = { ArrowLeft: at - stride, ArrowRight: at + stride, Home: 0, End: buffer.length - 1 }[event.key];
    if (event.key === 'Escape') leave();
    if (target === undefined) return;
    event.preventDefault();
    cursor.value = buffer.xs[Math.min(buffer.length - 1, Math.max(0, target))] ?? null;
  }

  return { cursor, left, move, leave, key };
}
