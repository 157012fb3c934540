import { onScopeDispose, ref, watch, type Ref } from 'vue';

/** Changes that follow each other within so many milliseconds are a rush: faster than a replay plays. */
const RUSH = 110;
/** How long after the last change it is over. */
const REST = 200;

/** Whether something changes so fast that animating each change would only blur it and cost frames. */
export function useRushed(source: () => unknown): Readonly<Ref<boolean>> {
  const rushed = ref(false);
  let last = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(
    source,
    () => {
      const now = performance.now();
      if (now - last < RUSH) {
        rushed.value = true;
        clearTimeout(timer);
        timer = setTimeout(() => (rushed.value = false), REST);
      }
      last = now;
    },
    { flush: 'sync' },
  );
  onScopeDispose(() => {
    clearTimeout(timer);
  });
  return rushed;
}
