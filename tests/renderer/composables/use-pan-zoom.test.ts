import { describe, expect, it } from 'vitest';

import { usePanZoom } from '../../../renderer/composables/use-pan-zoom';

function key(pan: ReturnType<typeof usePanZoom>, name: string): boolean {
  const event = new KeyboardEvent('keydown', { key: name, cancelable: true });
  pan.handlers.keydown(event);
  return event.defaultPrevented;
}

describe('usePanZoom', () => {
  it('enlarges around a point, which stays where it is', () => {
    const pan = usePanZoom();
    pan.zoomBy(2, 100, 50);
    expect(pan.transform.value).toBe('translate(-100px, -50px) scale(2)');
  });

  it('moves and enlarges by keys, and shows it all again', () => {
    const pan = usePanZoom();
    key(pan, 'ArrowLeft');
    key(pan, 'ArrowDown');
    expect(pan.transform.value).toBe('translate(40px, -40px) scale(1)');
    key(pan, '+');
    expect(pan.scale.value).toBeCloseTo(1.2);
    key(pan, '0');
    expect(pan.transform.value).toBe('translate(0px, 0px) scale(1)');
    expect(key(pan, 'Tab')).toBe(false);
  });

  it('becomes neither too small nor too large', () => {
    const pan = usePanZoom();
    for (let i = 0; i < 50; i++) pan.zoomBy(1.5);
    expect(pan.scale.value).toBe(6);
    for (let i = 0; i < 50; i++) pan.zoomBy(0.5);
    expect(pan.scale.value).toBe(0.5);
  });
});
