import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { ask } from './bridge';
import { expect, launchApp, quit, test, type RunningApp } from './launch-app';
import { cpuSeconds } from './processes';
import { pointsOf } from './steer-search';

const IDLE_MS = 6_000;

test('a start in a fresh profile shows a window that can be used within seconds, and main rests when nothing happens', async () => {
  await openFresh(async (app, begun) => {
    const shown = Date.now() - begun;
    await expect.poll(async () => (await ask(app.page, 'trainer:state')).kind, { timeout: 60_000 }).toBe('ready');
    const ready = Date.now() - begun;
    await app.page.waitForTimeout(2_000);
    const before = cpuSeconds(app.pid);
    await app.page.waitForTimeout(IDLE_MS);
    const idle = (100 * 1_000 * (cpuSeconds(app.pid) - before)) / IDLE_MS;
    console.log(
      `window after ${shown} ms, trainer after ${ready} ms, main uses ${idle.toFixed(1)}% of a core when idle`,
    );
    // Far above what a quiet machine shows, for machines that do other things beside.
    expect(shown).toBeLessThan(15_000);
    expect(idle).toBeLessThan(5);
  });
});

test('who takes the tour sees curves move within a minute of the first opening', async () => {
  await openFresh(async ({ page }, begun) => {
    await page.getByTestId('tour-start').click();
    await expect(page.getByTestId('tour')).toContainText('A search is running', { timeout: 60_000 });
    await page.getByTestId('tour-next').click();
    await expect(page.getByTestId('tour')).toContainText('Is it learning?');
    await expect.poll(() => pointsOf(page, 'loss'), { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
    const points = await pointsOf(page, 'loss');
    await expect.poll(() => pointsOf(page, 'loss'), { timeout: 60_000 }).toBeGreaterThan(points);
    const moving = Date.now() - begun;
    console.log(`curves move ${moving} ms after the first opening`);
    expect(moving).toBeLessThan(60_000);
    await expect(page.getByTestId('chart-loss')).toBeInViewport();
  });
});

/** The app in a profile that nobody has used; `begun`: when it was started. */
async function openFresh(look: (app: RunningApp, begun: number) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dartboard-e2e-'));
  const begun = Date.now();
  const app = await launchApp(folder);
  try {
    await look(app, begun);
    expect(app.faults).toEqual([]);
  } finally {
    await quit(app);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
