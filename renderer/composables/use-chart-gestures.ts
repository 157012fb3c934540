import { computed, ref, type ComputedRef } from 'vue';

import { panWindow, windowBetween, zoomWindow, type XWindow } from '../lib/chart/x-window';
import type { ChartView } from './chart-view';
import type { ChartWindow } from './use-chart-window';

/** A drag that selects a part, in pixels. */
export interface Selection {
  readonly left: number;
  readonly width: number;
}

/** How much closer one notch of the wheel or one press of a key brings. */
const NOTCH = 0.75;
/** A drag over fewer pixels is a click. */
const LEAST_DRAG = 5;

/**
 * Pointing, zooming and moving of a chart. The wheel zooms while the chart has the focus, and always with Ctrl or Alt; a
 * drag selects a part, with Shift it moves; a double click shows the whole. Keys: arrows point (Shift: a single point),
 * Alt and arrows move, + and - zoom, 0 shows the whole, Escape points at nothing.
 *
 * @param valueAt the x value at a pixel from the chart's left
 */
export function useChartGestures(
  view: ChartView,
  chart: ChartWindow,
  valueAt: (pixel: number) => number,
): {
  selection: ComputedRef<Selection | null>;
  onPointerdown: (event: PointerEvent) => void;
  onPointermove: (event: PointerEvent) => void;
  onPointerup: (event: PointerEvent) => void;
  onPointerleave: () => void;
  onWheel: (event: WheelEvent) => void;
  onKeydown: (event: KeyboardEvent) => void;
} {
  const drag = ref<{ readonly start: number; readonly now: number; readonly pan: XWindow | null } | null>(null);
  const selection = computed(() => {
    if (drag.value === null || drag.value.pan !== null) return null;
    const { start, now } = drag.value;
    return Math.abs(now - start) < LEAST_DRAG ? null : { left: Math.min(start, now), width: Math.abs(now - start) };
  });

  function onPointerdown(event: PointerEvent): void {
    if (event.button !== 0) return;
    if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId);
    drag.value = { start: event.offsetX, now: event.offsetX, pan: event.shiftKey ? chart.shown() : null };
  }

  function onPointermove(event: PointerEvent): void {
    if (drag.value !== null) {
      drag.value = { ...drag.value, now: event.offsetX };
      if (drag.value.pan !== null) pan(drag.value.pan, valueAt(drag.value.start) - valueAt(event.offsetX));
      return;
    }
    const buffer = chart.points();
    if (buffer === undefined) return;
    view.cursor.value = buffer.xs[buffer.nearest(chart.toStep(valueAt(event.offsetX)))] ?? null;
  }

  function onPointerup(): void {
    const chosen = selection.value;
    drag.value = null;
    if (chosen === null) return;
    const part = windowBetween(valueAt(chosen.left), valueAt(chosen.left + chosen.width), chart.whole());
    if (part !== null) view.zoom.value = part;
  }

  function onPointerleave(): void {
    if (drag.value === null) view.cursor.value = null;
  }

  function onWheel(event: WheelEvent): void {
    const focused = event.currentTarget instanceof Element && event.currentTarget === document.activeElement;
    if (!focused && !event.ctrlKey && !event.altKey) return;
    event.preventDefault();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) move(Math.sign(event.deltaX) * 0.08);
    else zoomBy(event.deltaY < 0 ? NOTCH : 1 / NOTCH, valueAt(event.offsetX));
  }

  function onKeydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey) return;
    const act = actionOf(event);
    if (act === undefined) return;
    event.preventDefault();
    act();
  }

  function actionOf({ key, altKey, shiftKey }: KeyboardEvent): (() => void) | undefined {
    if (altKey) {
      return { ArrowLeft: () => move(-0.2), ArrowRight: () => move(0.2) }[key];
    }
    const zoomers: Record<string, () => void> = {
      '+': () => zoomBy(NOTCH, cursorValue()),
      '=': () => zoomBy(NOTCH, cursorValue()),
      '-': () => zoomBy(1 / NOTCH, cursorValue()),
      0: view.reset,
      Escape: () => {
        view.cursor.value = null;
      },
    };
    return zoomers[key] ?? pointer(key, shiftKey);
  }

  /** Arrows go a hundredth of what is shown at a time, with Shift a single point. */
  function pointer(key: string, single: boolean): (() => void) | undefined {
    const buffer = chart.points();
    if (buffer === undefined || buffer.length === 0) return undefined;
    const { low, high } = chart.shown();
    const [first, last] = [buffer.nearest(chart.toStep(low)), buffer.nearest(chart.toStep(high))];
    const at = view.cursor.value === null ? last : buffer.nearest(view.cursor.value);
    const stride = single ? 1 : Math.max(1, Math.round((last - first + 1) / 100));
    const target = { ArrowLeft: at - stride, ArrowRight: at + stride, Home: first, End: last }[key];
    if (target === undefined) return undefined;
    return () => {
      view.cursor.value = buffer.xs[Math.min(buffer.length - 1, Math.max(0, target))] ?? null;
    };
  }

  /** Keys zoom around the place that is pointed at, else around the middle. */
  function cursorValue(): number {
    const { low, high } = chart.shown();
    const buffer = chart.points();
    if (view.cursor.value === null || buffer === undefined) return (low + high) / 2;
    return low + (high - low) * shareOf(view.cursor.value);
  }

  function shareOf(step: number): number {
    const { low, high } = chart.shown();
    const [from, to] = [chart.toStep(low), chart.toStep(high)];
    return to > from ? Math.min(1, Math.max(0, (step - from) / (to - from))) : 0.5;
  }

  function zoomBy(factor: number, center: number): void {
    view.zoom.value = zoomWindow(chart.shown(), chart.whole(), factor, center);
  }

  function pan(start: XWindow, by: number): void {
    if (view.zoom.value !== null) view.zoom.value = panWindow(start, chart.whole(), by / (start.high - start.low));
  }

  function move(share: number): void {
    if (view.zoom.value !== null) view.zoom.value = panWindow(view.zoom.value, chart.whole(), share);
  }

  return { selection, onPointerdown, onPointermove, onPointerup, onPointerleave, onWheel, onKeydown };
}
