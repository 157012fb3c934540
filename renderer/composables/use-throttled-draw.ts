import { onMounted, onScopeDispose, watch, type Ref, type WatchSource } from 'vue';

import { inNextFrames } from '../lib/frame-queue';

/** When something is drawn again. */
export interface DrawSources {
  /** What grows by itself: at most one drawing in `interval` milliseconds. */
  readonly throttled: WatchSource[];
  /** What a person moves: drawn with the next frames. */
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
  let takeBack = (): void => undefined;

  function request(): void {
    due = true;
    timer ??= setTimeout(requestFrame, Math.max(0, last + interval - performance.now()));
  }

  function requestFrame(): void {
    due = true;
    clearTimeout(timer);
    timer = undefined;
    takeBack = inNextFrames(flush);
  }

  function flush(): void {
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
    requestFrame();
  });
  onScopeDispose(() => {
    clearTimeout(timer);
    takeBack();
    observer.disconnect();
    document.removeEventListener('visibilitychange', onVisibility);
  });
}
