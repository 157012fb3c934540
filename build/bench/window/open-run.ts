import type { Page } from '@playwright/test';

import { cpuSeconds, descendantsOf, isRunning } from '../../../tests/e2e/processes';
import { meterPage, type PageMeasure } from './page-meter';

/** What opening a run took. */
export interface Opening extends PageMeasure {
  /** From the click to all charts of the first screen drawn, in milliseconds. */
  readonly drawnMs: number;
  /** Processor time of the whole app meanwhile, in milliseconds: it does not depend on what else runs. */
  readonly processorMs: number | null;
}

/**
 * Opens a run from the list, by a click on its name, and waits until its charts are drawn.
 *
 * @param pid the app's first process, where there is one
 */
export async function openRun(page: Page, name: string, steps: number, pid?: number): Promise<Opening> {
  await page.getByTestId('nav-runs').click();
  const row = page.getByTestId('run-row').filter({ hasText: name }).getByRole('button', { name, exact: true });
  await row.waitFor();
  await page.waitForTimeout(1_500);
  let drawnMs = Number.NaN;
  const before = pid === undefined ? 0 : cpuMs(pid);
  let after = 0;
  const measure = await meterPage(page, async () => {
    drawnMs = await row.evaluate(async (button, points) => {
      const began = performance.now();
      if (button instanceof HTMLElement) button.click();
      const isDrawn = (chart: string): boolean => {
        const found = document.querySelector(`[data-testid=${chart}]`);
        return Number(found?.getAttribute('data-points')) === points;
      };
      while (!isDrawn('chart-loss') || !isDrawn('chart-accuracy')) await new Promise(requestAnimationFrame);
      // What was drawn in this frame is seen in the next.
      await new Promise(requestAnimationFrame);
      return performance.now() - began;
    }, steps);
    after = pid === undefined ? 0 : cpuMs(pid);
    await page.waitForTimeout(1_500);
  });
  return { ...measure, drawnMs, processorMs: pid === undefined ? null : after - before };
}

function cpuMs(pid: number): number {
  const processes = [pid, ...descendantsOf(pid)].filter(isRunning);
  return processes.reduce((sum, process) => sum + 1000 * cpuSeconds(process), 0);
}
