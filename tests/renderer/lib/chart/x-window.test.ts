import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { panWindow, windowBetween, zoomWindow } from '../../../../renderer/lib/chart/x-window';

const WHOLE = { low: 0, high: 1_000 };

describe('zooming', () => {
  it('keeps what is pointed at in its place', () => {
    expect(zoomWindow(WHOLE, WHOLE, 0.5, 250)).toEqual({ low: 125, high: 625 });
  });

  it('shows the whole again once there is no more to show', () => {
    expect(zoomWindow({ low: 100, high: 900 }, WHOLE, 2, 500)).toBeNull();
  });

  it('never leaves the run nor becomes empty', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0.1, max: 3, noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true }))),
        (moves) => {
          let window = WHOLE;
          for (const [factor, share] of moves) {
            const center = window.low + (window.high - window.low) / 3;
            window = panWindow(zoomWindow(window, WHOLE, factor, center) ?? WHOLE, WHOLE, share);
            expect(window.high).toBeGreaterThan(window.low);
            expect(window.low).toBeGreaterThanOrEqual(-1e-6);
            expect(window.high).toBeLessThanOrEqual(1_000 + 1e-6);
          }
        },
      ),
    );
  });

  it('takes a part between two places in either order, and no empty one', () => {
    expect(windowBetween(700, 300, WHOLE)).toEqual({ low: 300, high: 700 });
    expect(windowBetween(-50, 300, WHOLE)).toEqual({ low: 0, high: 300 });
    expect(windowBetween(300, 300, WHOLE)).toBeNull();
  });
});
