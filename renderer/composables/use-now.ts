import { onScopeDispose, ref, watchEffect, type Ref } from 'vue';

/** The time in milliseconds since 1970, once a second while `ticking` gives true. */
export function useNow(ticking: () => boolean): Readonly<Ref<number>> {
  const now = ref(Date.now());
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = (): void => {
    now.value = Date.now();
  };
  watchEffect(() => {
    clearInterval(timer);
    if (ticking()) timer = setInterval(tick, 1000);
  });
  onScopeDispose(() => {
    clearInterval(timer);
  });
  return now;
}
