import { onScopeDispose, shallowRef, type Ref, type ShallowRef } from 'vue';

import { drawChart, type LineChartJs } from '../lib/chart/chart-js';
import type { ChartLook, ChartSpec } from '../lib/chart/chart-spec';
import type { ElementSize } from './use-element-size';

/** Where the lines were drawn last, in pixels, and how much. */
export interface DrawnChart {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Most points that any line has in the window. */
  readonly covered: number;
}

/** A chart on a canvas that is drawn when `draw` is called and at no other time; `drawn` is null before that. */
export function useLineChart(canvas: Readonly<Ref<HTMLCanvasElement | null>>): {
  drawn: Readonly<ShallowRef<DrawnChart | null>>;
  draw: (spec: ChartSpec, size: ElementSize, look: ChartLook) => void;
} {
  const drawn = shallowRef<DrawnChart | null>(null);
  let chart: LineChartJs | null = null;

  onScopeDispose(() => {
    chart?.destroy();
  });

  function draw(spec: ChartSpec, size: ElementSize, look: ChartLook): void {
    if (canvas.value === null) return;
    const { chart: shown, covered } = drawChart(canvas.value, chart, spec, size, look);
    chart = shown;
    const { left, right, top, bottom } = shown.chartArea;
    drawn.value = { left, right, top, bottom, covered };
  }

  return { drawn, draw };
}
