import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { latestTime } from '../../../src-core/runs/metrics-log';
import { RecordClock } from '../../../src-core/runs/record-clock';
import { makeAlphas, makeEpoch, makeStep } from '../../records';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 29, 12);

/** The time that a record made now is given. */
const timeNow = (clock: RecordClock): number => clock.stamp({ time: Date.now() }).time;

describe('RecordClock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: START, toFake: ['Date', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("tells the system's time, a sleep of the machine included", () => {
    const clock = new RecordClock();
    expect(timeNow(clock)).toBe(START);
    vi.advanceTimersByTime(1_500);
    expect(timeNow(clock)).toBe(START + 1_500);
    // While a machine sleeps, its clock goes on, but no processor counts.
    vi.setSystemTime(START + HOUR);
    expect(timeNow(clock)).toBe(START + HOUR);
  });

  it('goes on by what really passes when the system is set back, until it has caught up', () => {
    const clock = new RecordClock();
    timeNow(clock);
    vi.setSystemTime(START - HOUR);
    expect(timeNow(clock)).toBe(START);
    for (const passed of [250, 500, 750]) {
      vi.advanceTimersByTime(250);
      expect(timeNow(clock)).toBe(START + passed);
    }
    vi.setSystemTime(START + 2_000);
    expect(timeNow(clock)).toBe(START + 2_000);
  });

  it('loses nothing to rounding', () => {
    const clock = new RecordClock(START);
    vi.setSystemTime(START - HOUR);
    for (let i = 0; i < 1_000; i++) {
      vi.advanceTimersByTime(1);
      expect(timeNow(clock)).toBe(START + i + 1);
    }
  });

  it('begins where the records that are there end', () => {
    const clock = new RecordClock(START + HOUR);
    vi.advanceTimersByTime(10);
    expect(timeNow(clock)).toBe(START + HOUR + 10);
  });
});

describe('latestTime', () => {
  const logOf = (...records: readonly object[]): Buffer =>
    Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''));

  it('is that of the latest of the last records, whatever is torn behind it', () => {
    const log = logOf(makeStep(0, 7, 8), { ...makeAlphas(0, 8, true), time: START + 9_000 }, makeEpoch(0, 8, 8));
    expect(latestTime(log)).toBe(START + 9_000);
    expect(latestTime(Buffer.concat([log, Buffer.from('{"kind":"step","time":9999999999999')]))).toBe(START + 9_000);
  });

  it('is 0 where there is no record', () => {
    expect(latestTime(Buffer.alloc(0))).toBe(0);
    expect(latestTime(Buffer.from('no record\n'))).toBe(0);
  });
});
