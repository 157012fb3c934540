import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';

import { expect, type RunningApp } from './launch-app';

const FOLDER = path.resolve(import.meta.dirname, '../../out/screenshots');

/** Size and theme of a screenshot. */
export interface Look {
  readonly theme: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
}

/** Takes a screenshot into out/screenshots, and into DARTBOARD_SCREENSHOTS for those who want to keep it. */
export async function takeScreenshot({ electron, page }: RunningApp, name: string, look: Look): Promise<void> {
  const { theme, width = 1360, height = 880 } = look;
  await electron.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h), [
    width,
    height,
  ] as const);
  const html = page.locator('html');
  for (let clicks = 0; clicks < 3 && (await html.getAttribute('data-theme')) !== theme; clicks++) {
    await page.getByTestId('theme-toggle').click();
  }
  await expect(html).toHaveAttribute('data-theme', theme);
  await page.mouse.move(0, 0);
  // Charts redraw four times a second at most, and the cell graphs move for half a second.
  await page.waitForTimeout(800);
  mkdirSync(FOLDER, { recursive: true });
  const file = path.join(FOLDER, `${name}.png`);
  await page.screenshot({ path: file });
  const kept = process.env['DARTBOARD_SCREENSHOTS'];
  if (!kept) return;
  mkdirSync(kept, { recursive: true });
  copyFileSync(file, path.join(kept, `${name}.png`));
}
