import { describe, expect, it } from 'vitest';

import { chartDatasets } from '../../../../renderer/lib/chart/chart-datasets';
import { REPORT_LOOK } from '../../../../renderer/lib/report/report-colors';
import { makeContent, makeLine, makeSpec } from '../../helpers/charts';

const VALUES = [1, 2, 3, 4];

describe('chartDatasets', () => {
  it('draws a smoothed line twice, the measured one below and without a name; markers once and on top', () => {
    const content = makeContent([makeLine('exact', VALUES, 'markers'), makeLine('a', VALUES)]);
    const { datasets } = chartDatasets(makeSpec(content, { smoothing: 0.9 }), 400, REPORT_LOOK);
    expect(datasets.map(({ label, order }) => [label, order])).toEqual([
      ['exact', 0],
      ['a', 1],
      ['', 2],
    ]);
  });

  it('tells lines apart by strokes and gaps as well, and leaves out what is hidden', () => {
    const content = makeContent([makeLine('a', VALUES), makeLine('b', VALUES, 'dashed'), makeLine('c', VALUES)]);
    const { datasets } = chartDatasets(makeSpec(content, { hidden: new Set(['c']) }), 400, REPORT_LOOK);
    expect(datasets.map(({ label, borderDash }) => [label, borderDash])).toEqual([
      ['a', []],
      ['b', [5, 3]],
    ]);
  });

  it('leaves out what has no logarithm', () => {
    const content = makeContent([makeLine('a', [1, 0, -1, 10])], { logarithmic: true });
    const { datasets } = chartDatasets(makeSpec(content), 400, REPORT_LOOK);
    expect(datasets[0]?.data.map(({ y }) => y)).toEqual([1, 10]);
  });

  it('stays within what can be drawn in a frame, however long and many the lines are', () => {
    const values = Array.from({ length: 20_000 }, (_, i) => Math.sin(i));
    const content = makeContent(['a', 'b', 'c', 'd'].map((name) => makeLine(name, values)));
    const spec = makeSpec(content, { window: { low: 0, high: 20_000 }, smoothing: 0.9 });
    const { datasets, covered } = chartDatasets(spec, 1_200, REPORT_LOOK);
    expect(covered).toBe(20_000);
    expect(datasets.reduce((sum, { data }) => sum + data.length, 0)).toBeLessThan(3_300);
  });
});
