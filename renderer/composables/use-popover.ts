import { nextTick, onScopeDispose, ref, shallowRef, type CSSProperties, type Ref } from 'vue';

/** Room between a popover and what it belongs to, or the window's border. */
const GAP = 6;

/**
 * A small panel that opens beside a button, stays inside the window, and closes on Escape, a click elsewhere, scrolling,
 * or when the focus leaves. The focus goes back to the button when Escape closes it.
 */
export function usePopover(
  anchor: Readonly<Ref<HTMLElement | null>>,
  panel: Readonly<Ref<HTMLElement | null>>,
): {
  open: Readonly<Ref<boolean>>;
  place: Readonly<Ref<CSSProperties>>;
  show: () => Promise<void>;
  close: () => void;
  toggle: () => void;
} {
  const open = ref(false);
  const place = shallowRef<CSSProperties>({});
  let listening: AbortController | undefined;

  async function show(): Promise<void> {
    if (open.value) return;
    open.value = true;
    place.value = { visibility: 'hidden' };
    await nextTick();
    put();
    listen();
  }

  function close(): void {
    listening?.abort();
    open.value = false;
  }

  function toggle(): void {
    if (open.value) close();
    else void show();
  }

  /** Below the button, or above where there is more room. */
  function put(): void {
    if (anchor.value === null || panel.value === null) return;
    const box = anchor.value.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = panel.value;
    const left = Math.max(GAP, Math.min(box.left, innerWidth - width - GAP));
    const below = innerHeight - box.bottom - GAP;
    const top = below >= height || below >= box.top ? box.bottom + GAP : box.top - GAP - height;
    place.value = { left: `${left}px`, top: `${Math.max(GAP, top)}px` };
  }

  function listen(): void {
    listening?.abort();
    listening = new AbortController();
    const { signal } = listening;
    const isInside = (target: EventTarget | null): boolean =>
      target instanceof Node && (anchor.value?.contains(target) === true || panel.value?.contains(target) === true);
    document.addEventListener('pointerdown', (event) => isInside(event.target) || close(), { signal });
    document.addEventListener('focusin', (event) => isInside(event.target) || close(), { signal });
    document.addEventListener('scroll', (event) => isInside(event.target) || close(), { signal, capture: true });
    addEventListener('resize', close, { signal });
    document.addEventListener(
      'keydown',
      (event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        close();
        anchor.value?.focus();
      },
      { signal, capture: true },
    );
  }

  onScopeDispose(close);
  return { open, place, show, close, toggle };
}
