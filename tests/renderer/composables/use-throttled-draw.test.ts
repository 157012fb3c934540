import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h, nextTick, ref } from 'vue';

import { useThrottledDraw } from '../../../renderer/composables/use-throttled-draw';

enableAutoUnmount(afterEach);

describe('useThrottledDraw', () => {
  const draw = vi.fn();
  const revision = ref(0);

  beforeEach(() => {
    vi.useFakeTimers();
    draw.mockReset();
  });

  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  function start() {
    const wrapper = mount(
      defineComponent(() => {
        const element = ref<HTMLElement | null>(null);
        useThrottledDraw(element, { throttled: [revision] }, draw, 250);
        return () => h('div', { ref: element });
      }),
    );
    vi.advanceTimersByTime(20);
    return wrapper;
  }

  async function change(): Promise<void> {
    revision.value += 1;
    await nextTick();
  }

  it('draws a few times a second however often things change', async () => {
    start();
    expect(draw).toHaveBeenCalledTimes(1);
    for (let i = 0; i < 110; i++) {
      await change();
      vi.advanceTimersByTime(10);
    }
    // Somewhat more than a second later: the first drawing, and one with the first frame after every 250 ms.
    expect(draw).toHaveBeenCalledTimes(5);
  });

  it('does not draw while the window is hidden, and once when it comes back', async () => {
    start();
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    for (let i = 0; i < 20; i++) {
      await change();
      vi.advanceTimersByTime(100);
    }
    expect(draw).toHaveBeenCalledTimes(1);
    hidden.mockReturnValue(false);
    document.dispatchEvent(new Event('visibilitychange'));
    vi.advanceTimersByTime(300);
    expect(draw).toHaveBeenCalledTimes(2);
  });

  it('draws nothing when nothing changed, and nothing after its end', async () => {
    const wrapper = start();
    vi.advanceTimersByTime(5_000);
    expect(draw).toHaveBeenCalledTimes(1);
    await change();
    wrapper.unmount();
    vi.advanceTimersByTime(5_000);
    expect(draw).toHaveBeenCalledTimes(1);
  });
});
