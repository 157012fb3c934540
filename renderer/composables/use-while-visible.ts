import { onMounted, onScopeDispose, shallowRef, watch, type Ref } from 'vue';

/**
 * A value that follows its source while the element is in sight, and catches up when it comes back.
 *
 * @param interval least milliseconds between two changes, for what is dear to draw
 */
export function useWhileVisible<T>(
  element: Readonly<Ref<HTMLElement | null>>,
  source: () => T,
  interval = 0,
): Readonly<Ref<T>> {
  const shown = shallowRef(source());
  let visible = true;
  let last = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function follow(): void {
    clearTimeout(timer);
    timer = undefined;
    if (!visible) return;
    last = performance.now();
    shown.value = source();
  }

  const observer = new IntersectionObserver((entries) => {
    visible = entries.some((entry) => entry.isIntersecting);
    if (visible) follow();
  });
  watch(source, () => {
    const wait = last + interval - performance.now();
    if (wait <= 0) follow();
    else timer ??= setTimeout(follow, wait);
  });
  onMounted(() => {
    if (element.value !== null) observer.observe(element.value);
  });
  onScopeDispose(() => {
    clearTimeout(timer);
    observer.disconnect();
  });
  return shown;
}
