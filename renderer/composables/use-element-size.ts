import { onMounted, onScopeDispose, shallowRef, type Ref } from 'vue';

import type { ChartSize } from '../lib/chart/chart-scene';

/** Width and height of an element in whole pixels, now and after every change. */
export function useElementSize(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<ChartSize>> {
  const size = shallowRef<ChartSize>({ width: 0, height: 0 });
  const measure = (): void => {
    const { clientWidth: width = 0, clientHeight: height = 0 } = element.value ?? {};
    if (width !== size.value.width || height !== size.value.height) size.value = { width, height };
  };
  const observer = new ResizeObserver(measure);
  onMounted(() => {
    measure();
    if (element.value !== null) observer.observe(element.value);
  });
  onScopeDispose(() => {
    observer.disconnect();
  });
  return size;
}
