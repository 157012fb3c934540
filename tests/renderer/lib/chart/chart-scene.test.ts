import { describe, expect, it } from 'vitest';

import type { ChartLine } from '../../../../renderer/lib/chart-line';
import { chartScene, type ChartSpec } from '../../../../renderer/lib/chart/chart-scene';
import { sceneToSvg } from '../../../../renderer/lib/chart/scene-to-svg';
import { REPORT_LOOK } from '../../../../renderer/lib/report/report-colors';
import { SeriesBuffer } from '../../../../renderer/lib/series-buffer';

const SIZE = { width: 400, height: 200 };

function line(name: string, values: readonly (number | null)[], kind: ChartLine['kind'] = 'line'): ChartLine {
  const buffer = new SeriesBuffer();
  values.forEach((value, i) => {
    buffer.push(i, value);
  });
  return { name, color: '--chart-train', buffer, kind };
}

function spec(lines: readonly ChartLine[], over: Partial<ChartSpec> = {}): ChartSpec {
  return {
    lines,
    clock: null,
    mode: 'step',
    window: { low: 0, high: 10 },
    smoothing: 0,
    logarithmic: false,
    highest: null,
    formatTick: String,
    ...over,
  };
}

describe('chartScene', () => {
  it('keeps every line inside the plot, the higher value above the lower', () => {
    const scene = chartScene(spec([line('a', [1, 5, 3])]), SIZE);
    const ys = [1, 3, 5].map((i) => scene.lines[0]?.points[i] ?? NaN);
    expect(ys[1]).toBeLessThan(ys[0] ?? NaN);
    for (const y of ys) {
      expect(y).toBeGreaterThanOrEqual(scene.plot.top);
      expect(y).toBeLessThanOrEqual(scene.plot.bottom);
    }
  });

  it('draws a smoothed line twice, markers once and on top', () => {
    const values = [1, 2, 3, 4];
    const scene = chartScene(spec([line('exact', values, 'markers'), line('a', values)], { smoothing: 0.9 }), SIZE);
    expect(scene.lines.map(({ name, look }) => `${name} ${look}`)).toEqual(['a faint', 'a line', 'exact markers']);
  });

  it('draws decades equally high on a logarithmic scale and ignores what has no logarithm', () => {
    const scene = chartScene(spec([line('a', [1, 10, 100, 0])], { logarithmic: true }), SIZE);
    const [a = 0, b = 0, c = 0] = [1, 3, 5].map((i) => scene.lines[0]?.points[i] ?? NaN);
    expect(a - b).toBeCloseTo(b - c);
  });

  it('goes up and down in steps where a value holds until the next', () => {
    const scene = chartScene(spec([line('rate', [2, 1], 'steps')]), SIZE);
    const points = scene.lines[0]?.points ?? new Float64Array(0);
    expect(points).toHaveLength(6);
    expect(points[3]).toBe(points[1]); // still the first value where the second begins
    expect(points[2]).toBe(points[4]);
  });

  it('fixes percentages to zero at the bottom', () => {
    const scene = chartScene(spec([line('a', [40, 60])], { highest: 100 }), SIZE);
    expect(scene.yTicks[0]).toMatchObject({ value: 0 });
  });

  it('has room for nothing at all', () => {
    expect(chartScene(spec([]), { width: 0, height: 0 }).lines).toEqual([]);
    expect(chartScene(spec([line('a', [null, null])]), SIZE).lines[0]?.points).toHaveLength(0);
  });
});

describe('sceneToSvg', () => {
  it('names every line in a legend, and every name is only text', () => {
    const lines = [line('<b>a</b>', [1, 2, 3]), line('b', [2, 3, 4], 'markers')];
    const svg = sceneToSvg('Loss & more', chartScene(spec(lines), SIZE), lines, REPORT_LOOK);
    const picture = new DOMParser().parseFromString(svg, 'image/svg+xml');
    expect(picture.querySelector('parsererror')).toBeNull();
    const texts = [...picture.querySelectorAll('text')].map((text) => text.textContent);
    expect(texts).toEqual(expect.arrayContaining(['Loss & more', '<b>a</b>', 'b', 'step']));
    expect(picture.querySelector('b')).toBeNull();
    expect(svg).not.toContain('NaN');
  });
});
