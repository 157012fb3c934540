import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { RunRecord } from '../../../src-core/runs/records';
import { RecordBatcher } from '../../../src-core/trainer/record-batcher';
import { makeStep } from '../../records';

describe('RecordBatcher', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('sends the first record at once, then at most ten messages a second, in order and whole', () => {
    const batches: RunRecord[][] = [];
    const batcher = new RecordBatcher((records) => batches.push(records));
    // A record every 10 ms for a second.
    for (let i = 1; i <= 100; i++) {
      batcher.add(makeStep(0, i, 4));
      if (i === 1) expect(batches).toHaveLength(1);
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(100);
    expect(batches.length).toBeLessThanOrEqual(11);
    expect(batches.flat()).toEqual(Array.from({ length: 100 }, (_, i) => makeStep(0, i + 1, 4)));
  });

  it('flushes what waits, once, and nothing when nothing waits', () => {
    const send = vi.fn();
    const batcher = new RecordBatcher(send);
    batcher.flush();
    expect(send).not.toHaveBeenCalled();
    batcher.add(makeStep(0, 1, 4));
    batcher.add(makeStep(0, 2, 4));
    batcher.flush();
    vi.advanceTimersByTime(1_000);
    expect(send.mock.calls).toEqual([[[makeStep(0, 1, 4)]], [[makeStep(0, 2, 4)]]]);
  });
});
