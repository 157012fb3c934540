import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';

import { LEAST_SIZE, fitBounds, loadWindowState, saveWindowState } from '../../../electron/main/window-state';

const DISPLAY = { x: 0, y: 0, width: 1920, height: 1080 };
const folder = mkdtempSync(path.join(tmpdir(), 'dartboard-window-state-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('a first window stands in the middle of the primary display', () => {
  // (1920 - 1360) / 2 = 280 and (1080 - 880) / 2 = 100.
  expect(fitBounds(null, [DISPLAY])).toEqual({ x: 280, y: 100, width: 1360, height: 880 });
});

test('a window comes back where it was', () => {
  const bounds = { x: 100, y: 50, width: 1000, height: 700 };
  expect(fitBounds({ bounds, maximized: false }, [DISPLAY])).toEqual(bounds);
});

test('a window on a display that is gone comes back on the primary one', () => {
  const bounds = { x: 2500, y: 50, width: 1000, height: 700 };
  expect(fitBounds({ bounds, maximized: false }, [DISPLAY])).toEqual(fitBounds(null, [DISPLAY]));
});

test('a window is never larger than its display, nor off it', () => {
  const coordinate = fc.integer({ min: -100_000, max: 100_000 });
  const rectangle = fc.record({ x: coordinate, y: coordinate, width: coordinate, height: coordinate });
  const area = fc.record({
    x: fc.integer({ min: -4000, max: 4000 }),
    y: fc.integer({ min: -4000, max: 4000 }),
    width: fc.integer({ min: 640, max: 8000 }),
    height: fc.integer({ min: 480, max: 5000 }),
  });
  fc.assert(
    fc.property(rectangle, fc.array(area, { minLength: 1, maxLength: 3 }), (bounds, areas) => {
      const fitted = fitBounds({ bounds, maximized: false }, areas);
      const inside = areas.some(
        ({ x, y, width, height }) =>
          fitted.x >= x &&
          fitted.y >= y &&
          fitted.x + fitted.width <= x + width &&
          fitted.y + fitted.height <= y + height &&
          fitted.width >= Math.min(LEAST_SIZE.width, width) &&
          fitted.height >= Math.min(LEAST_SIZE.height, height),
      );
      expect(inside).toBe(true);
    }),
  );
});

test('the state is kept from one start to the next', () => {
  const file = path.join(folder, 'kept.json');
  const state = { bounds: { x: 1, y: 2, width: 1000, height: 700 }, maximized: true };
  saveWindowState(file, state);
  expect(loadWindowState(file)).toEqual(state);
});

test.each(['', '[]', 'null', '{', '{"bounds":{"x":"1"},"maximized":true}', '{"bounds":{"x":1e999}}'])(
  'a damaged state %j counts as none',
  (text) => {
    const file = path.join(folder, 'damaged.json');
    writeFileSync(file, text);
    expect(loadWindowState(file)).toBeNull();
  },
);

test('a profile that cannot be written does not stop the app', () => {
  saveWindowState(path.join(folder, 'absent', 'state.json'), {
    bounds: { x: 1, y: 2, width: 1000, height: 700 },
    maximized: false,
  });
  expect(loadWindowState(path.join(folder, 'absent', 'state.json'))).toBeNull();
});
