import { describe, expect, it } from 'vitest';

import {
  formatAge,
  formatCount,
  formatDuration,
  formatLoss,
  formatNoun,
  formatPercent,
  formatStepTime,
  UNKNOWN,
} from '../../../renderer/lib/format';

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [59.4, '59 s'],
    [59.6, '1 min 00 s'],
    [3_599, '59 min 59 s'],
    [3_600, '1 h 00 min'],
    [86_399, '23 h 59 min'],
    [90_000, '1 d 01 h'],
    [-3, '0 s'],
  ])('tells %d seconds as %s', (seconds, words) => {
    expect(formatDuration(seconds)).toBe(words);
  });

  it('does not make up what is not known', () => {
    expect([formatDuration(null), formatDuration(Infinity), formatDuration(NaN)]).toEqual([UNKNOWN, UNKNOWN, UNKNOWN]);
  });
});

describe('formatStepTime', () => {
  it.each([
    [4.26, '4.3 ms'],
    [352.4, '352 ms'],
    [1_420, '1.42 s'],
    [61_000, '61.0 s'],
    [null, UNKNOWN],
  ])('tells %s milliseconds as %s', (milliseconds, words) => {
    expect(formatStepTime(milliseconds)).toBe(words);
  });
});

describe('numbers', () => {
  it('groups thousands', () => {
    expect(formatCount(1_234_567)).toBe('1,234,567');
  });

  it('gives percent and loss with fixed digits, so that columns stand still', () => {
    expect([formatPercent(45.25), formatPercent(100), formatPercent(1.2345, 2)]).toEqual(['45.3%', '100.0%', '1.23%']);
    expect([formatLoss(1.23456), formatLoss(null), formatLoss(NaN)]).toEqual(['1.235', UNKNOWN, UNKNOWN]);
  });

  it('agrees with its noun', () => {
    expect([formatNoun(1, 'cell'), formatNoun(2_000, 'cell')]).toEqual(['1 cell', '2,000 cells']);
  });
});

describe('formatAge', () => {
  const now = Date.parse('2026-11-24T12:00:00Z');

  it.each([
    ['2026-11-24T11:59:30Z', 'just now'],
    ['2026-11-24T11:48:00Z', '12 min ago'],
    ['2026-11-24T02:00:00Z', '10 h ago'],
    ['2026-11-23T10:00:00Z', 'yesterday'],
    ['2026-11-19T10:00:00Z', '5 days ago'],
    ['nonsense', UNKNOWN],
  ])('tells %s as %s', (iso, words) => {
    expect(formatAge(iso, now)).toBe(words);
  });

  it('gives the date of what is older than a week', () => {
    expect(formatAge('2026-10-01T10:00:00Z', now)).toBe('1 Oct 2026');
  });
});
