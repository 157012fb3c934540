import { computed, ref, type ComputedRef } from 'vue';

/** How much one notch of the wheel or one press of a key brings closer. */
const NOTCH = 1.2;
const [SMALLEST, LARGEST] = [0.5, 6];

/**
 * Moving and enlarging a drawing by wheel (with the focus, or with Ctrl), drag and keys: arrows move, + and - enlarge, 0 shows
 * it all.
 */
export function usePanZoom(): {
  transform: ComputedRef<string>;
  scale: ComputedRef<number>;
  zoomBy: (factor: number, x?: number, y?: number) => void;
  reset: () => void;
  handlers: {
    wheel: (event: WheelEvent) => void;
    pointerdown: (event: PointerEvent) => void;
    pointermove: (event: PointerEvent) => void;
    pointerup: () => void;
    pointercancel: () => void;
    dblclick: () => void;
    keydown: (event: KeyboardEvent) => void;
  };
} {
  const place = ref({ x: 0, y: 0, scale: 1 });
  let grip: { x: number; y: number } | null = null;

  /** Enlarges around a point of the box, so that it stays where it is. */
  function zoomBy(factor: number, x = 0, y = 0): void {
    const { x: left, y: top, scale } = place.value;
    const next = Math.min(LARGEST, Math.max(SMALLEST, scale * factor));
    const change = next / scale;
    place.value = { x: x - (x - left) * change, y: y - (y - top) * change, scale: next };
  }

  function move(x: number, y: number): void {
    place.value = { ...place.value, x: place.value.x + x, y: place.value.y + y };
  }

  function reset(): void {
    place.value = { x: 0, y: 0, scale: 1 };
  }

  function wheel(event: WheelEvent): void {
    const box = event.currentTarget;
    if (!(box instanceof HTMLElement)) return;
    if (box !== document.activeElement && !event.ctrlKey) return;
    event.preventDefault();
    const { left, top } = box.getBoundingClientRect();
    zoomBy(event.deltaY < 0 ? NOTCH : 1 / NOTCH, event.clientX - left, event.clientY - top);
  }

  function pointerdown(event: PointerEvent): void {
    if (event.button !== 0 || !(event.currentTarget instanceof HTMLElement)) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    grip = { x: event.clientX, y: event.clientY };
  }

  function pointermove(event: PointerEvent): void {
    if (grip === null) return;
    move(event.clientX - grip.x, event.clientY - grip.y);
    grip = { x: event.clientX, y: event.clientY };
  }

  function pointerup(): void {
    grip = null;
  }

  function keydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const box = event.currentTarget;
    const [x, y] = box instanceof HTMLElement ? [box.clientWidth / 2, box.clientHeight / 2] : [0, 0];
    const acts: Record<string, () => void> = {
      ArrowLeft: () => move(40, 0),
      ArrowRight: () => move(-40, 0),
      ArrowUp: () => move(0, 40),
      ArrowDown: () => move(0, -40),
      '+': () => zoomBy(NOTCH, x, y),
      '=': () => zoomBy(NOTCH, x, y),
      '-': () => zoomBy(1 / NOTCH, x, y),
      0: reset,
    };
    const act = acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  }

  return {
    transform: computed(() => `translate(${place.value.x}px, ${place.value.y}px) scale(${place.value.scale})`),
    scale: computed(() => place.value.scale),
    zoomBy,
    reset,
    handlers: { wheel, pointerdown, pointermove, pointerup, pointercancel: pointerup, dblclick: reset, keydown },
  };
}
