import { describe, expect, it } from 'vitest';

import {
  fitColumns,
  formatLoss,
  formatMilliseconds,
  formatPercent,
  formatSeconds,
  formatTable,
} from '../../../src-core/cli/format';

describe('numbers for people', () => {
  it.each([
    [0, '0 s'],
    [59.4, '59 s'],
    [59.6, '1 min 0 s'],
    [200, '3 min 20 s'],
    [3_599.7, '1 h 0 min'],
    [7_500, '2 h 5 min'],
  ])('%d seconds', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });

  it('step times, percentages and losses', () => {
    expect([formatMilliseconds(84.4), formatMilliseconds(1_449)]).toEqual(['84 ms', '1.4 s']);
    expect([formatPercent(12.34), formatPercent(null)]).toEqual(['12.3 %', '-']);
    expect([formatLoss(2.30259), formatLoss(null)]).toEqual(['2.303', '-']);
  });
});

describe('fitColumns', () => {
  it('counts what the terminal shows: wide characters twice, joined ones once', () => {
    expect(fitColumns('abcdef', 4)).toBe('abcd');
    expect(fitColumns('数据集', 5)).toBe('数据');
    expect(fitColumns('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301e\u0301');
    expect(fitColumns('👩‍🔬👩‍🔬', 3)).toBe('👩‍🔬');
    expect(fitColumns('abc', 0)).toBe('');
  });
});

describe('formatTable', () => {
  it('aligns columns by what is shown', () => {
    expect(
      formatTable([
        ['RUN', 'DATA'],
        ['数据', 'x'],
        ['long name', ''],
      ]),
    ).toEqual(['RUN        DATA', '数据       x', 'long name']);
  });
});
