import { describe, expect, it } from 'vitest';

import type { ChartSpec } from '../../../../renderer/lib/chart/chart-spec';
import { chartToSvg } from '../../../../renderer/lib/chart/chart-to-svg';
import { REPORT_LOOK } from '../../../../renderer/lib/report/report-colors';
import { makeContent, makeLine, makeSpec } from '../../helpers/charts';

function drawn(spec: ChartSpec): Document {
  const svg = chartToSvg(spec, { width: 400, height: 200 }, REPORT_LOOK);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  const picture = new DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(picture.querySelector('parsererror')).toBeNull();
  return picture;
}

function texts(picture: Document): string[] {
  return [...picture.querySelectorAll('text')].map((text) => text.textContent);
}

function lineOf(picture: Document): Element | null {
  return picture.querySelector('path[stroke-width="1.75"]');
}

/** The line's places as pairs of pixels; to the first one Chart.js may go twice. */
function places(picture: Document): number[][] {
  const path = lineOf(picture)?.getAttribute('d') ?? '';
  return path
    .slice(1)
    .split('L')
    .filter((place, i, all) => place !== all[i + 1])
    .map((place) => place.split(' ').map(Number));
}

describe('chartToSvg', () => {
  it('has a title, the word of its axis and a legend that names every line, and every name is only text', () => {
    const lines = [makeLine('<b>a</b>', [1, 2, 3]), makeLine('b', [2, 3, 4], 'markers')];
    const picture = drawn(makeSpec(makeContent(lines, { title: 'Loss & more' })));
    expect(texts(picture)).toEqual(expect.arrayContaining(['Loss & more', '<b>a</b>', 'b', 'step', '0', '10']));
    expect(picture.querySelector('b')).toBeNull();
  });

  it('draws the higher value above the lower, inside its own part of the picture', () => {
    const picture = drawn(makeSpec(makeContent([makeLine('a', [1, 5, 3])])));
    const [first = NaN, second = NaN, third = NaN] = places(picture).map(([, y]) => y);
    expect(second).toBeLessThan(third);
    expect(third).toBeLessThan(first);
    const [, top = NaN, , height = NaN] = (lineOf(picture)?.parentElement?.getAttribute('viewBox') ?? '')
      .split(' ')
      .map(Number);
    expect(second).toBeGreaterThanOrEqual(top);
    expect(first).toBeLessThanOrEqual(top + height);
  });

  it('draws decades equally high on a logarithmic scale and marks them', () => {
    const content = makeContent([makeLine('a', [1, 10, 100])], { logarithmic: true });
    const picture = drawn(makeSpec(content));
    const [a = NaN, b = NaN, c = NaN] = places(picture).map(([, y]) => y);
    expect(a - b).toBeCloseTo(b - c, 0);
    expect(texts(picture)).toEqual(expect.arrayContaining(['1', '10', '100']));
  });

  it('holds a value until the next where lines go in steps', () => {
    const path = places(drawn(makeSpec(makeContent([makeLine('rate', [2, 1], 'steps')]))));
    expect(path).toHaveLength(3);
    expect(path[1]?.[1]).toBe(path[0]?.[1]);
    expect(path[1]?.[0]).toBe(path[2]?.[0]);
  });

  it('begins percentages at zero and does not go beyond what they can be', () => {
    const marks = texts(drawn(makeSpec(makeContent([makeLine('a', [40, 99.6])], { highest: 100 }))));
    expect(marks).toEqual(expect.arrayContaining(['0', '100']));
    expect(marks).not.toContain('120');
  });

  it('counts whole things in whole numbers, and time as clocks do', () => {
    const whole = texts(drawn(makeSpec(makeContent([makeLine('a', [0, 1])], { whole: true }))));
    expect(whole).not.toContain('0.5');
    const time = drawn(
      makeSpec(makeContent([makeLine('a', [1])]), { mode: 'wall', window: { low: 0, high: 7_200_000 } }),
    );
    expect(texts(time)).toEqual(expect.arrayContaining(['1 h', '2 h', 'wall time']));
  });

  it('has room for nothing at all', () => {
    expect(texts(drawn(makeSpec(makeContent([]))))).toContain('Loss');
    drawn(makeSpec(makeContent([makeLine('a', [null, null])])));
  });
});
