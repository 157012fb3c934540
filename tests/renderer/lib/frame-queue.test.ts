import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { inNextFrames } from '../../../renderer/lib/frame-queue';

describe('inNextFrames', () => {
  let clock = 0;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(performance, 'now').mockImplementation(() => clock);
  });

  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  /** Work that takes so many milliseconds. */
  function work(milliseconds: number): () => void {
    return vi.fn(() => {
      clock += milliseconds;
    });
  }

  it('does in one frame what fits, and the rest in the next, in order', () => {
    const [first, second, third] = [work(5), work(5), work(1)];
    for (const one of [first, second, third]) inNextFrames(one);
    vi.advanceTimersToNextFrame();
    expect(first).toHaveBeenCalledTimes(1);
    expect(second).toHaveBeenCalledTimes(1);
    expect(third).not.toHaveBeenCalled();
    vi.advanceTimersToNextFrame();
    expect(third).toHaveBeenCalledTimes(1);
  });

  it('does nothing twice, and nothing that was taken back', () => {
    const [kept, gone] = [vi.fn(), vi.fn()];
    inNextFrames(kept);
    inNextFrames(kept);
    inNextFrames(gone)();
    vi.advanceTimersByTime(100);
    expect(kept).toHaveBeenCalledTimes(1);
    expect(gone).not.toHaveBeenCalled();
  });
});
