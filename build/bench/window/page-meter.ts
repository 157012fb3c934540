import type { Page } from '@playwright/test';

/** What a page did while it was watched. */
export interface PageMeasure {
  readonly seconds: number;
  /** Frames that were drawn. */
  readonly frames: number;
  /** 95 of 100 frames came within so many milliseconds after the one before. */
  readonly slowFrameMs: number;
  /** Tasks that kept the page from answering for more than 50 ms, in milliseconds: what browsers call long. */
  readonly longTasks: readonly number[];
}

/** Watches a page's frames and long tasks while `act` is under way. */
export async function meterPage(page: Page, act: () => Promise<unknown>): Promise<PageMeasure> {
  const meter = await page.evaluateHandle(() => {
    const started = performance.now();
    const frames: number[] = [];
    const tasks: number[] = [];
    let on = true;
    const frame = (now: number): void => {
      frames.push(now);
      if (on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    const observer = new PerformanceObserver((list) => {
      tasks.push(...list.getEntries().map((entry) => entry.duration));
    });
    observer.observe({ type: 'longtask' });
    return {
      stop: () => {
        on = false;
        tasks.push(...observer.takeRecords().map((entry) => entry.duration));
        observer.disconnect();
        return { seconds: (performance.now() - started) / 1000, frames, tasks };
      },
    };
  });
  await act();
  const { seconds, frames, tasks } = await meter.evaluate((running) => running.stop());
  await meter.dispose();
  const intervals = frames.slice(1).map((time, i) => time - (frames[i] ?? time));
  intervals.sort((a, b) => a - b);
  const slowFrameMs = intervals[Math.floor(intervals.length * 0.95)] ?? Number.NaN;
  return { seconds, frames: frames.length, slowFrameMs, longTasks: tasks };
}

/** Frames a second. */
export function frameRate({ frames, seconds }: PageMeasure): number {
  return frames / seconds;
}

/** The longest task in milliseconds; 0 when none was long. */
export function longestTask({ longTasks }: PageMeasure): number {
  return Math.max(0, ...longTasks);
}

/** JavaScript's memory in megabytes after its garbage was collected, typed arrays included. */
export async function heapMegabytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const heap = await session.send('Runtime.getHeapUsage');
  await session.detach();
  // Newer browsers tell what lies outside the heap, as typed arrays do.
  const outside = 'backingStorageSize' in heap ? Number(heap.backingStorageSize) : 0;
  return (heap.usedSize + outside) / 1e6;
}
