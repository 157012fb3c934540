import { onMounted, onScopeDispose, ref, type Ref } from 'vue';

/**
 * Counts from 0 up to `last`, one with each frame that was drawn: a large screen that is put up in stages shows its first
 * part at once and never keeps the window from answering for long.
 */
export function useStages(last: number): Readonly<Ref<number>> {
  const stage = ref(0);
  let frame: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function next(): void {
    frame = requestAnimationFrame(() => {
      // After the frame, not before it is drawn.
      timer = setTimeout(() => {
        stage.value += 1;
        if (stage.value < last) next();
      });
    });
  }

  onMounted(next);
  onScopeDispose(() => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(timer);
  });
  return stage;
}
