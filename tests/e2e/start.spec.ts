import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { ask } from './bridge';
import { expect, launchApp, quit, test } from './launch-app';
import { cpuSeconds } from './processes';

const IDLE_MS = 6_000;

test('a start in a fresh profile shows a window that can be used within seconds, and main rests when nothing happens', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dartboard-e2e-'));
  const begun = Date.now();
  const app = await launchApp(folder);
  const shown = Date.now() - begun;
  try {
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
  } finally {
    await quit(app);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
});
