import { onMounted, onScopeDispose, shallowRef, type Ref } from 'vue';

/** Width and height in whole pixels. */
export interface ElementSize {
  readonly width: number;
  readonly height: number;
}

/** Width and height of an element, now and after every change. */
export function useElementSize(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<ElementSize>> {
  const size = shallowRef<ElementSize>({ width: 0, height: 0 });
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
