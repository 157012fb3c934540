import { shallowRef, type Ref, type ShallowRef } from 'vue';

import { chartScene, type ChartScene, type ChartSize, type ChartSpec } from '../lib/chart/chart-scene';
import { paintScene, type ChartLook } from '../lib/chart/paint-scene';

/** A chart on a canvas that is drawn when `draw` is called and at no other time. */
export function useChartCanvas(canvas: Readonly<Ref<HTMLCanvasElement | null>>): {
  scene: ShallowRef<ChartScene | null>;
  draw: (spec: ChartSpec, size: ChartSize, look: ChartLook) => void;
} {
  const scene = shallowRef<ChartScene | null>(null);

  function draw(spec: ChartSpec, size: ChartSize, look: ChartLook): void {
    const next = chartScene(spec, size);
    scene.value = next;
    const context = canvas.value?.getContext('2d') ?? null;
    if (canvas.value === null || context === null) return;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
    if (canvas.value.width !== width) canvas.value.width = width;
    if (canvas.value.height !== height) canvas.value.height = height;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintScene(context, next, look);
  }

  return { scene, draw };
}
