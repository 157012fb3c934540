import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { AxeResults } from 'axe-core';

import { pressOn } from './keyboard';
import { expect, test, type RunningApp } from './launch-app';
import { findLayoutFaults } from './layout-faults';
import { waitForStep } from './steer-search';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.0 to 2.2, levels A and AA, and what axe-core counts as best practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Screens and what lies over them, by the keys that lead there. */
const SCREENS = {
  'live run': 'Control+1',
  runs: 'Control+2',
  compare: 'Control+3',
  genotypes: 'Control+4',
  retrain: 'Control+5',
  learn: 'Control+6',
  settings: 'Control+,',
  'new search': 'Control+n',
  'command palette': 'Control+k',
  shortcuts: 'Control+/',
} as const;

test('axe finds no fault on any screen in either theme, and nothing is cut off or covered in small windows', async ({
  app,
}) => {
  const { page } = app;
  const keys = page.keyboard;

  await test.step('a search is set up, started, and held', async () => {
    await expect(page.getByTestId('device')).toContainText(/CPU|GPU/i, { timeout: 60_000 });
    await check(app, 'new search without data');
    await pressOn(page, 'dataset-demo', 'Enter');
    await pressOn(page, 'preset-quick', 'Enter');
    await keys.press('Control+Enter');
    await waitForStep(page, 2);
    await keys.press('Control+p');
    await expect(page.getByTestId('search-resume')).toBeVisible();
  });

  await test.step('a term is explained', async () => {
    await keys.press('Control+5');
    const tip = page.locator('[data-term=retrain]');
    await tip.focus();
    await keys.press('Enter');
    await expect(page.getByText('test accuracy is what counts')).toBeVisible();
    await keys.press('Escape');
    await expect(page.getByText('test accuracy is what counts')).toHaveCount(0);
    await expect(tip).toBeFocused();
  });

  await test.step('a run is renamed through its menu', async () => {
    await keys.press('Control+2');
    await page.getByRole('button', { name: /^Actions for/ }).focus();
    await keys.press('Enter');
    await keys.press('ArrowDown');
    await keys.press('Enter');
    await keys.type('By hand');
    await keys.press('Enter');
    await expect(page.getByTestId('run-row')).toContainText('By hand');
  });

  for (const theme of ['light', 'dark'] as const) {
    await keys.press('Control+,');
    await page.getByTestId(`theme-${theme}`).focus();
    await keys.press('Space');
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    for (const [screen, shortcut] of Object.entries(SCREENS)) {
      await keys.press(shortcut);
      await check(app, `${screen}, ${theme}`);
      if (theme === 'light') await checkSizes(app, screen);
      // Closes what lies over the screen; else nothing.
      await keys.press('Escape');
    }
  }

  await test.step('the search is stopped through the palette', async () => {
    await keys.press('Control+k');
    await keys.type('stop');
    await keys.press('Enter');
    await pressOn(page, 'confirm-yes', 'Enter');
    await keys.press('Control+1');
    await expect(page.getByTestId('run-state')).toContainText(/stopped/i);
  });
});

/** A small window, and what 200 % zoom leaves of a laptop's screen: nothing is cut off, nothing covers a control. */
async function checkSizes({ electron, page }: RunningApp, screen: string): Promise<void> {
  const size = await page.evaluate(() => [innerWidth, innerHeight] as const);
  for (const small of [[900, 600], [640, 400], size] as const) {
    await electron.evaluate(({ BrowserWindow }, [width, height]) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setMinimumSize(100, 100);
      window?.setContentSize(width, height);
    }, small);
    await expect.poll(() => page.evaluate(() => innerWidth)).toBe(small[0]);
    await page.waitForTimeout(150);
    expect.soft(await findLayoutFaults(page), `${screen} at ${small.join(' by ')}`).toEqual([]);
  }
}

async function check({ page }: RunningApp, screen: string): Promise<void> {
  // Colours still change for a moment after the theme has.
  await page.waitForTimeout(200);
  await page.evaluate(`if (window.axe === undefined) { ${AXE} }`);
  const results = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify({ runOnly: RULES })})`);
  const faults = results.violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  );
  expect.soft(faults, screen).toEqual([]);
}
