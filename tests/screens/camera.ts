import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';

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

/** The README's pictures, by the names of theirs among all. */
const KEPT: readonly string[] = [
  'new-search-data-light-1280x800',
  'run-live-light-1280x800',
  'run-cells-dark-1280x800',
  'compare-cells-light-1280x800',
];

/** Takes a screen in every look; whatever overlaps or is cut off is a fault of the test. */
export async function takePictures(app: RunningApp, name: string, looks: readonly Look[] = LOOKS): Promise<void> {
  for (const look of looks) {
    await dress(app, look);
    await takePicture(app, `${name}-${look.theme}-${look.width}x${look.height}`);
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
  if (KEPT.includes(name)) copyFileSync(file, path.join(README_FOLDER, `${name.replace(/-\d+x\d+$/, '')}.png`));
  expect.soft(await findLayoutFaults(page), name).toEqual([]);
}
