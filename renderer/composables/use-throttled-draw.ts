import { onMounted, onScopeDispose, watch, type Ref, type WatchSource } from 'vue';

/** When something is drawn again. */
export interface DrawSources {
  /** What grows by itself: at most one drawing in `interval` milliseconds. */
  readonly throttled: WatchSource[];
  /** What a person moves: drawn with the next frame. */
  readonly prompt?: WatchSource[];
}

/**
 * Draws again after the sources changed, and not while the element is out of sight or the window hidden: then once when
 * it comes back.
 */
export function useThrottledDraw(
  element: Readonly<Ref<HTMLElement | null>>,
  { throttled, prompt = [] }: DrawSources,
  draw: () => void,
  interval: number,
): void {
  let due = true;
  let visible = true;
  let last = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let frame: number | undefined;

  function request(): void {
    due = true;
    timer ??= setTimeout(flush, Math.max(0, last + interval - performance.now()));
  }

  function requestFrame(): void {
    due = true;
    frame ??= requestAnimationFrame(flush);
  }

  function flush(): void {
    clearTimeout(timer);
    if (frame !== undefined) cancelAnimationFrame(frame);
    timer = frame = undefined;
    if (!due || !visible || document.hidden) return;
    due = false;
    last = performance.now();
    draw();
  }

  const observer = new IntersectionObserver((entries) => {
    visible = entries.some((entry) => entry.isIntersecting);
    if (due) requestFrame();
  });
  const onVisibility = (): void => {
    if (due) request();
  };

  watch(throttled, request);
  watch(prompt, requestFrame);
  onMounted(() => {
    if (element.value !== null) observer.observe(element.value);
    document.addEventListener('visibilitychange', onVisibility);
    flush();
  });
  onScopeDispose(() => {
    clearTimeout(timer);
    if (frame !== undefined) cancelAnimationFrame(frame);
    observer.disconnect();
    document.removeEventListener('visibilitychange', onVisibility);
  });
}
