import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { launchApp, quit } from '../../../tests/e2e/launch-app';
import { cpuSeconds, descendantsOf } from '../../../tests/e2e/processes';

/** What starting the app takes, and what it costs when nothing happens. */
export interface AppStart {
  /** From starting the process to a window that answers, in seconds: one number a start. */
  readonly starts: readonly number[];
  /** Of one core, percent: main, and the whole app without the trainer. */
  readonly idleMain: number;
  readonly idleApp: number;
}

const IDLE_SECONDS = 15;

/** Starts the packaged app some times, and lets the last one idle. */
export async function watchStart(times: number): Promise<AppStart> {
  const starts: number[] = [];
  let [idleMain, idleApp] = [Number.NaN, Number.NaN];
  for (let i = 0; i < times; i++) {
    const folder = mkdtempSync(path.join(tmpdir(), 'dartboard-bench-'));
    const began = performance.now();
    const app = await launchApp(folder);
    await app.page.getByTestId('nav-new').click();
    starts.push((performance.now() - began) / 1000);
    if (i === times - 1) {
      // The trainer has started by then.
      await app.page.waitForTimeout(8_000);
      [idleMain, idleApp] = await idle(app.pid);
    }
    await quit(app);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
  return { starts, idleMain, idleApp };
}

async function idle(pid: number): Promise<[number, number]> {
  const all = [pid, ...descendantsOf(pid)];
  const before = all.map(cpuSeconds);
  await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1000));
  const used = all.map((process, i) => cpuSeconds(process) - (before[i] ?? 0));
  const percent = (seconds: number): number => (100 * seconds) / IDLE_SECONDS;
  return [percent(used[0] ?? 0), percent(used.reduce((sum, seconds) => sum + seconds, 0))];
}
