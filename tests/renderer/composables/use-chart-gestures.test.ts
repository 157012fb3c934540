import { describe, expect, it } from 'vitest';

import { createChartView, type ChartView } from '../../../renderer/composables/chart-view';
import { useChartGestures } from '../../../renderer/composables/use-chart-gestures';
import type { XWindow } from '../../../renderer/lib/chart/x-window';
import { SeriesBuffer } from '../../../renderer/lib/series-buffer';

/** A chart of steps 1 to 1000, one pixel each. */
function chart(): { view: ChartView; gestures: ReturnType<typeof useChartGestures> } {
  const buffer = new SeriesBuffer();
  for (let step = 1; step <= 1_000; step++) buffer.push(step, step);
  const view = createChartView();
  const whole = { low: 0, high: 1_000 };
  const shown = (): XWindow => view.zoom.value ?? whole;
  const gestures = useChartGestures(
    view,
    { mode: () => 'step', shown, whole: () => whole, toX: (step) => step, toStep: (x) => x, points: () => buffer },
    (pixel) => shown().low + (pixel / 1_000) * (shown().high - shown().low),
  );
  return { view, gestures };
}

function key(gestures: ReturnType<typeof useChartGestures>, name: string, over: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent('keydown', { key: name, cancelable: true, ...over });
  gestures.onKeydown(event);
  return event.defaultPrevented;
}

function pointer(type: string, offsetX: number, over: PointerEventInit = {}): PointerEvent {
  const event = new PointerEvent(type, { button: 0, ...over });
  Object.defineProperty(event, 'offsetX', { value: offsetX });
  return event;
}

describe('useChartGestures', () => {
  it('points by keys: the end first, then a hundredth at a time, with Shift a single point', () => {
    const { view, gestures } = chart();
    const steps = (['Home', 'ArrowRight', 'End', 'ArrowLeft'] as const).map((name) => {
      key(gestures, name);
      return view.cursor.value;
    });
    expect(steps).toEqual([1, 11, 1_000, 990]);
    key(gestures, 'ArrowLeft', { shiftKey: true });
    expect(view.cursor.value).toBe(989);
    key(gestures, 'Escape');
    expect(view.cursor.value).toBeNull();
  });

  it('zooms by keys around what is pointed at, moves, and shows the whole again', () => {
    const { view, gestures } = chart();
    key(gestures, 'Home');
    key(gestures, '+');
    const near = view.zoom.value;
    expect(near?.high).toBeCloseTo(750, -1);
    key(gestures, 'ArrowRight', { altKey: true });
    expect(view.zoom.value?.low).toBeGreaterThan(near?.low ?? NaN);
    key(gestures, '0');
    expect(view.zoom.value).toBeNull();
  });

  it('leaves other keys to the page', () => {
    const { gestures } = chart();
    expect([key(gestures, 'Tab'), key(gestures, 'a'), key(gestures, '+', { ctrlKey: true })]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('zooms to what a drag selects; a click selects nothing', () => {
    const { view, gestures } = chart();
    const drag = (from: number, to: number): void => {
      gestures.onPointerdown(pointer('pointerdown', from));
      gestures.onPointermove(pointer('pointermove', to));
      gestures.onPointerup(pointer('pointerup', to));
    };
    drag(500, 502);
    expect(view.zoom.value).toBeNull();
    drag(600, 200);
    expect(view.zoom.value).toEqual({ low: 200, high: 600 });
    expect(gestures.selection.value).toBeNull();
  });

  it('moves a zoomed part with Shift and drag', () => {
    const { view, gestures } = chart();
    view.zoom.value = { low: 200, high: 600 };
    gestures.onPointerdown(pointer('pointerdown', 500, { shiftKey: true }));
    gestures.onPointermove(pointer('pointermove', 250));
    expect(view.zoom.value).toEqual({ low: 300, high: 700 });
  });

  it('zooms by the wheel with Ctrl, and else leaves it to the page', () => {
    const { view, gestures } = chart();
    const wheel = (ctrlKey: boolean): boolean => {
      const event = new WheelEvent('wheel', { deltaY: -100, cancelable: true });
      Object.defineProperty(event, 'ctrlKey', { value: ctrlKey });
      Object.defineProperty(event, 'offsetX', { value: 0 });
      gestures.onWheel(event);
      return event.defaultPrevented;
    };
    expect(wheel(false)).toBe(false);
    expect(view.zoom.value).toBeNull();
    expect(wheel(true)).toBe(true);
    expect(view.zoom.value).toEqual({ low: 0, high: 750 });
  });

  it('shows the whole run in another unit', async () => {
    const { view } = chart();
    view.zoom.value = { low: 1, high: 2 };
    view.use('epoch');
    await Promise.resolve();
    expect(view.zoom.value).toBeNull();
  });
});
