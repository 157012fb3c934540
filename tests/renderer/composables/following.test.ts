import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h, nextTick, ref, type Ref } from 'vue';

import { useRushed } from '../../../renderer/composables/use-rushed';
import { useStages } from '../../../renderer/composables/use-stages';
import { useWhileVisible } from '../../../renderer/composables/use-while-visible';

enableAutoUnmount(afterEach);

/** Runs a composable inside a component whose element it may watch. */
function within<T>(use: (element: Ref<HTMLElement | null>) => T): T {
  let result: T | undefined;
  mount(
    defineComponent(() => {
      const element = ref<HTMLElement | null>(null);
      result = use(element);
      return () => h('div', { ref: element });
    }),
  );
  if (result === undefined) throw new Error('the component was not set up');
  return result;
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('useWhileVisible', () => {
  it('keeps still out of sight and catches up when it comes back', async () => {
    const observers: ((entries: { isIntersecting: boolean }[]) => void)[] = [];
    vi.stubGlobal(
      'IntersectionObserver',
      class {
        constructor(tell: (entries: { isIntersecting: boolean }[]) => void) {
          observers.push(tell);
        }
        observe(): void {
          // Told by the test.
        }
        disconnect(): void {
          // Nothing to let go of.
        }
      },
    );
    const source = ref(1);
    const shown = within((element) => useWhileVisible(element, () => source.value));
    source.value = 2;
    await nextTick();
    expect(shown.value).toBe(2);
    for (const tell of observers) tell([{ isIntersecting: false }]);
    source.value = 3;
    await nextTick();
    expect(shown.value).toBe(2);
    for (const tell of observers) tell([{ isIntersecting: true }]);
    expect(shown.value).toBe(3);
  });

  it('changes no more often than asked for, and ends at the newest', async () => {
    const source = ref(0);
    const shown = within((element) => useWhileVisible(element, () => source.value, 100));
    const seen = new Set<number>();
    for (let i = 1; i <= 50; i++) {
      source.value = i;
      await nextTick();
      vi.advanceTimersByTime(10);
      seen.add(shown.value);
    }
    expect(seen.size).toBeLessThanOrEqual(7);
    vi.advanceTimersByTime(200);
    expect(shown.value).toBe(50);
  });
});

describe('useRushed', () => {
  it('is so while changes come faster than a replay plays, and not any more soon after', () => {
    const source = ref(0);
    const rushed = within(() => useRushed(() => source.value));
    const change = (wait: number): boolean => {
      vi.advanceTimersByTime(wait);
      source.value += 1;
      return rushed.value;
    };
    expect([change(500), change(160), change(160)]).toEqual([false, false, false]);
    expect([change(16), change(16)]).toEqual([true, true]);
    vi.advanceTimersByTime(300);
    expect(rushed.value).toBe(false);
  });
});

describe('useStages', () => {
  it('goes on one stage a frame and stops at the last', () => {
    const stage = within(() => useStages(2));
    expect(stage.value).toBe(0);
    vi.advanceTimersByTime(1_000);
    expect(stage.value).toBe(2);
  });
});
