import { onMounted, onScopeDispose, watch, type Ref, type WatchSource } from 'vue';

/**
 * Draws again after the sources changed, at most once in `interval` milliseconds, and not while the element is out of
 * sight or the window hidden: then once when it comes back.
 */
export function useThrottledDraw(
  element: Readonly<Ref<HTMLElement | null>>,
  sources: WatchSource[],
  draw: () => void,
  interval: number,
): void {
  let due = true;
  let visible = true;
  let last = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function request(): void {
    due = true;
    timer ??= setTimeout(flush, Math.max(0, last + interval - performance.now()));
  }

  function flush(): void {
    timer = undefined;
    if (!due || !visible || document.hidden) return;
    due = false;
    last = performance.now();
    draw();
  }

  const observer = new IntersectionObserver((entries) => {
    visible = entries.some((entry) => entry.isIntersecting);
    if (due) request();
  });
  const onVisibility = (): void => {
    if (due) request();
  };

  watch(sources, request);
  onMounted(() => {
    if (element.value !== null) observer.observe(element.value);
    document.addEventListener('visibilitychange', onVisibility);
    flush();
  });
  onScopeDispose(() => {
    clearTimeout(timer);
    observer.disconnect();
    document.removeEventListener('visibilitychange', onVisibility);
  });
}
