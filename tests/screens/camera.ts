import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';

import type { Locator } from '@playwright/test';

import { ask } from '../e2e/bridge';
import { expect, type RunningApp } from '../e2e/launch-app';
import { findLayoutFaults } from '../e2e/layout-faults';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');
const FOLDER = path.join(REPOSITORY, 'out/screenshots');
const README_FOLDER = path.join(REPOSITORY, 'docs/screenshots');

/** Size and theme of a picture. */
export interface Look {
  readonly theme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
}

/** How every screen is looked at. */
export const LOOKS: readonly Look[] = (['light', 'dark'] as const).flatMap((theme) => [
  { theme, width: 1280, height: 800 },
  { theme, width: 900, height: 600 },
]);

/** Which pictures the README shows, and under which names. */
const KEPT: Readonly<Partial<Record<string, string>>> = {
  'new-search-data-light-1280x800': 'new-search-light',
  'new-search-data-dark-1280x800': 'new-search-dark',
  'run-live-light-1280x800': 'search-light',
  'run-live-dark-1280x800': 'search-dark',
  'run-cells-light-1280x800': 'cells-light',
  'compare-light-1280x800': 'compare-light',
};

/** Takes a screen in every look; whatever overlaps or is cut off is a fault of the test. */
export async function takePictures(app: RunningApp, name: string, looks: readonly Look[] = LOOKS): Promise<void> {
  for (const look of looks) {
    await dress(app, look);
    await takePicture(app, `${name}-${look.theme}-${look.width}x${look.height}`);
  }
}

/** The same of a place that is to be scrolled to, since every look has its own heights. */
export async function takePicturesAt(
  app: RunningApp,
  name: string,
  place: Locator,
  block: 'start' | 'center' | 'end',
): Promise<void> {
  for (const look of LOOKS) {
    await dress(app, look);
    await place.evaluate((element, where) => element.scrollIntoView({ block: where }), block);
    await takePictures(app, name, [look]);
  }
}

/** Gives the window a size and a theme, and waits until nothing moves any more. */
export async function dress({ electron, page }: RunningApp, { theme, width, height }: Look): Promise<void> {
  await electron.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h), [
    width,
    height,
  ] as const);
  await ask(page, 'settings:set', { theme });
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
  await page.mouse.move(0, 0);
  // Charts redraw four times a second at most, and the cell graphs move for half a second.
  await page.waitForTimeout(700);
}

async function takePicture({ page }: RunningApp, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const file = path.join(FOLDER, `${name}.png`);
  await page.screenshot({ path: file });
  const kept = KEPT[name];
  if (kept !== undefined) copyFileSync(file, path.join(README_FOLDER, `${kept}.png`));
  expect.soft(await findLayoutFaults(page), name).toEqual([]);
}
