import type { Page } from '@playwright/test';

import type { RetrainOptionName } from '../../src-core/retrain/config';
import type { SearchOptionName } from '../../src-core/search/config';
import { answerFolderDialog, expect, type RunningApp } from './launch-app';

/** Small enough for two cores, large enough for every part to show. */
export const SMALL_SEARCH = { epochs: 2, batchSize: 16, channels: 4, layers: 3 } as const;

/** Picks a folder through the (answered) folder dialog. */
export async function pickFolder({ electron, page }: RunningApp, folder: string): Promise<void> {
  await answerFolderDialog(electron, folder);
  await page.getByTestId('dataset-pick').click();
}

/** Types options of a search or a retraining. */
export async function setOptions(
  page: Page,
  options: Partial<Record<SearchOptionName | RetrainOptionName, number>>,
): Promise<void> {
  for (const [name, value] of Object.entries(options)) {
    const field = page.getByTestId(`option-${name}`);
    if (!(await field.isVisible())) await page.getByTestId('all-options').click();
    await field.fill(String(value));
  }
}

/** Starts the search and waits until its view is there. */
export async function startSearch(page: Page): Promise<void> {
  await page.getByTestId('search-start').click();
  await expect(page.getByTestId('step-counter')).toBeVisible({ timeout: 60_000 });
}

/** The step counter's first number. */
export async function stepOf(page: Page): Promise<number> {
  const text = await page.getByTestId('step-counter').innerText();
  return Number(text.split('/')[0]?.replace(/\D/g, ''));
}

/** Points of a chart's longest line. */
export async function pointsOf(page: Page, chart: 'loss' | 'accuracy'): Promise<number> {
  return Number(await page.getByTestId(`chart-${chart}`).getAttribute('data-points'));
}

/** Waits until the search has made so many steps. */
export async function waitForStep(page: Page, step: number, timeout = 120_000): Promise<void> {
  await expect.poll(() => stepOf(page), { timeout }).toBeGreaterThanOrEqual(step);
}

/** The sentences that the message bar shows. */
export async function expectMessage(page: Page, words: string | RegExp): Promise<void> {
  await expect(page.getByTestId('message').filter({ hasText: words }).first()).toBeVisible();
}
