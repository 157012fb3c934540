import { describe, expect, it } from 'vitest';

import { describeX, formatX, timeStep } from '../../../../renderer/lib/chart/x-axis';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('formatX', () => {
  it('writes steps, epochs and times as people do', () => {
    expect(formatX('step', 12_000)).toBe('12,000');
    expect(formatX('epoch', 2.5)).toBe('2.5');
    const times = [0, 3_000, 90_000, 2 * MINUTE, HOUR, 1.5 * HOUR, DAY, DAY + 6 * HOUR];
    expect(times.map((time) => formatX('wall', time))).toEqual([
      '0',
      '3 s',
      '1:30 min',
      '2 min',
      '1 h',
      '1:30 h',
      '1 d',
      '1 d 06 h',
    ]);
  });
});

describe('timeStep', () => {
  it('divides time as clocks do', () => {
    expect(timeStep('active', 4 * MINUTE, 4)).toBe(MINUTE);
    expect(timeStep('wall', 2 * HOUR, 4)).toBe(30 * MINUTE);
    expect(timeStep('wall', 9 * HOUR, 5)).toBe(2 * HOUR);
    expect(timeStep('wall', 100 * DAY, 5)).toBe(20 * DAY);
  });

  it('leaves steps, epochs and parts of a second to the chart', () => {
    expect(timeStep('step', 1_000, 4)).toBeUndefined();
    expect(timeStep('epoch', 5, 4)).toBeUndefined();
    expect(timeStep('wall', 800, 4)).toBeUndefined();
  });
});

describe('describeX', () => {
  it('says a place in words', () => {
    expect(describeX('step', 1_200)).toBe('step 1,200');
    expect(describeX('epoch', 1.5)).toBe('epoch 1.50');
    expect(describeX('active', 3_725_000)).toBe('active time 1 h 02 min 05 s');
  });
});
