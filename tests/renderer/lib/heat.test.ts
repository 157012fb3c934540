import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { heatColor, luminance, parseHex, type Rgb } from '../../../renderer/lib/heat-color';
import { heatRange } from '../../../renderer/lib/heat-range';

const channel = fc.integer({ min: 0, max: 255 });
const colors = fc.tuple(channel, channel, channel);

describe('heatColor', () => {
  it('is readable at every strength: contrast 4.5 or more, as WCAG AA asks', () => {
    fc.assert(
      fc.property(colors, colors, fc.double({ min: 0, max: 1, noNaN: true }), (base, tint, strength) => {
        const { background, ink } = heatColor(base, tint, strength);
        const [red = 0, green = 0, blue = 0] = [...background.matchAll(/\d+/g)].map(Number);
        const [one, other] = [luminance([red, green, blue]), ink === '#ffffff' ? 1 : 0];
        expect((Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it('goes from the base to the tint', () => {
    const [base, tint]: [Rgb, Rgb] = [
      [0, 100, 200],
      [100, 100, 0],
    ];
    expect([0, 0.5, 1].map((strength) => heatColor(base, tint, strength).background)).toEqual([
      'rgb(0, 100, 200)',
      'rgb(50, 100, 100)',
      'rgb(100, 100, 0)',
    ]);
  });

  it('reads hexadecimal colours', () => {
    expect([parseHex(' #0B4f9c'), parseHex('')]).toEqual([
      [11, 79, 156],
      [0, 0, 0],
    ]);
  });
});

describe('heatRange', () => {
  it('spans what there is', () => {
    expect(heatRange([[0.1, 0.4], [0.3]], 'auto')).toEqual({ low: 0.1, high: 0.4 });
  });

  it('does not blow up noise: equal probabilities stay pale', () => {
    const { low, high } = heatRange([[0.125, 0.1251]], 'auto');
    expect(high - low).toBeCloseTo(0.002, 12);
  });

  it('spans 0 to 1 on request', () => {
    expect(heatRange([[0.1, 0.4]], 'full')).toEqual({ low: 0, high: 1 });
  });
});
