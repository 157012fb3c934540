import { longestLine } from '../lib/chart-line';
import type { ChartContent } from '../lib/chart/chart-content';
import type { XMode } from '../lib/chart/run-clock';
import type { XWindow } from '../lib/chart/x-window';
import type { SeriesBuffer } from '../lib/series-buffer';
import type { ChartView } from './chart-view';

/** The x axis of one chart: what part of it is shown, and where steps stand on it. */
export interface ChartWindow {
  readonly mode: () => XMode;
  /** All of the axis, and the part that is shown. */
  readonly whole: () => XWindow;
  readonly shown: () => XWindow;
  readonly toX: (step: number) => number;
  readonly toStep: (x: number) => number;
  /** The longest line: its points are where the cursor stops. */
  readonly points: () => SeriesBuffer | undefined;
}

/** The x axis of a chart in a view. */
export function useChartWindow(content: () => ChartContent, view: ChartView): ChartWindow {
  const mode = (): XMode => (view.clock.value === null ? 'step' : view.mode.value);
  const toX = (step: number): number => view.clock.value?.at(mode(), step) ?? step;
  const whole = (): XWindow => {
    const last = Math.max(0, ...content().lines.map(({ buffer }) => buffer.lastX));
    return { low: 0, high: Math.max(toX(last), mode() === 'step' ? 1 : 1e-3) };
  };
  return {
    mode,
    whole,
    shown: () => view.zoom.value ?? whole(),
    toX,
    toStep: (x) => view.clock.value?.stepAt(mode(), x) ?? x,
    points: () => longestLine(content().lines)?.buffer,
  };
}
