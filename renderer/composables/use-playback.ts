import { onScopeDispose, ref, type Ref } from 'vue';

/** How long each frame stays, milliseconds. */
const FRAME = 160;

/**
 * Plays something frame by frame.
 *
 * @param advance shows the next frame; false when there is none
 */
export function usePlayback(advance: () => boolean): {
  playing: Readonly<Ref<boolean>>;
  play: () => void;
  pause: () => void;
} {
  const playing = ref(false);
  let timer: ReturnType<typeof setInterval> | undefined;

  function play(): void {
    pause();
    playing.value = true;
    timer = setInterval(() => {
      if (!advance()) pause();
    }, FRAME);
  }

  function pause(): void {
    clearInterval(timer);
    playing.value = false;
  }

  onScopeDispose(pause);
  return { playing, play, pause };
}
