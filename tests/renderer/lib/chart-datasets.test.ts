import { describe, expect, it } from 'vitest';

import { chartDatasets, longestDataset, POINT_LIMIT } from '../../../renderer/lib/chart-datasets';
import { longestLine, valueAt, type ChartLine } from '../../../renderer/lib/chart-line';
import { SeriesBuffer } from '../../../renderer/lib/series-buffer';

function line(points: number, kind: ChartLine['kind'] = 'line'): ChartLine {
  const buffer = new SeriesBuffer();
  for (let i = 1; i <= points; i++) buffer.push(i, i % 7);
  return { name: `${kind} of ${points}`, color: '--chart-train', buffer, kind };
}

const resolve = (): string => '#102030';

describe('chartDatasets', () => {
  it('is bounded at a hundred thousand points, smoothed or not', () => {
    const lines = [line(100_000), line(100_000, 'dashed')];
    for (const smoothing of [0, 0.9]) {
      const longest = longestDataset(chartDatasets(lines, smoothing, resolve));
      expect(longest).toBeLessThanOrEqual(POINT_LIMIT);
      expect(longest).toBeGreaterThan(POINT_LIMIT / 2);
    }
  });

  it('draws a smoothed line over what was measured, and markers as they are', () => {
    const [faint, smoothed, markers] = chartDatasets([line(50), line(5, 'markers')], 0.9, resolve);
    expect([faint?.borderColor, smoothed?.borderColor]).toEqual(['#10203033', '#102030']);
    expect(faint?.data).toHaveLength(50);
    expect(markers).toMatchObject({ showLine: false, label: 'markers of 5' });
    expect(markers?.data).toHaveLength(5);
  });

  it('shows the very first point, which has no line yet', () => {
    expect(chartDatasets([line(1)], 0, resolve)).toMatchObject([{ pointRadius: 3 }]);
    expect(chartDatasets([line(2)], 0, resolve)).toMatchObject([{ pointRadius: 0 }]);
  });
});

describe('valueAt', () => {
  it('gives the value at the cursor, else the newest', () => {
    expect([valueAt(line(10), 4.4), valueAt(line(10), null), valueAt(line(0), null)]).toEqual([4, 3, null]);
  });
});

describe('longestLine', () => {
  it('is where the cursor can stand', () => {
    expect(longestLine([line(3), line(9), line(5)])?.buffer.length).toBe(9);
    expect(longestLine([])).toBeUndefined();
  });
});
