import { once } from 'node:events';
import path from 'node:path';

import { readRun } from '../../src-core/runs/read-run';
import { outcomeOf } from '../src-core/trainer/compare-runs';
import { tell } from '../chaos/tell';
import { ask } from './bridge';
import { writeCifarFolder } from './cifar-folder';
import { answerFolderDialog, expect, launchApp, quit, test, type RunningApp } from './launch-app';
import { descendantsOf, isRunning } from './processes';

/** How often main is killed; `npm run test:chaos` does it ten times. */
const KILLS = Number(process.env['DARTBOARD_CHAOS_KILLS'] ?? 1);
const EPOCHS = KILLS > 1 ? 8 : 3;
/** A busy machine takes its time over many steps. */
const RUN_LIMIT_MS = EPOCHS * 60_000;
/** Nothing of main's may be left after this: the trainer finishes its step, saves and goes. */
const GONE_WITHIN_MS = 15_000;
/** 96 images: 48 in each half, 6 steps of 8 an epoch. */
const IMAGES = 96;
const STEPS_PER_EPOCH = 6;
const CONFIG = { epochs: EPOCHS, batchSize: 8, channels: 2, layers: 3, reportFreq: 2, seed: 7 };

test(`main killed ${KILLS} times in mid-run: relaunch offers to resume, and the end is that of a run never interrupted`, async ({
  app,
}) => {
  test.setTimeout(2 * RUN_LIMIT_MS + KILLS * 60_000);
  const folder = path.dirname(app.runs);
  const pictures = writeCifarFolder(path.join(app.files, 'pictures'), IMAGES);
  const straight = await startRun(app, pictures);
  await waitForState(app, straight, 'finished');

  const interrupted = await startRun(app, pictures);
  const run = path.join(app.runs, interrupted);
  let current = app;
  const gone: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const step = await waitForStep(current, interrupted, kill);
    const processes = [current.pid, ...descendantsOf(current.pid)];
    const exit = once(current.process, 'exit');
    const killed = Date.now();
    process.kill(current.pid, 'SIGKILL');
    await exit;
    await expect.poll(() => processes.filter(isRunning), { timeout: GONE_WITHIN_MS, intervals: [100] }).toEqual([]);
    gone.push(Date.now() - killed);

    current = await launchApp(folder);
    await test.step(`kill ${kill + 1}, at step ${step}: the window offers to resume`, async () => {
      expect(await ask(current.page, 'runs:interrupted')).toMatchObject({ id: interrupted, resumable: true });
      await current.page.getByTestId('resume-run').click();
      await expect.poll(async () => (await ask(current.page, 'runs:live'))?.id, { timeout: 60_000 }).toBe(interrupted);
    });
  }
  await waitForState(current, interrupted, 'finished');
  if (current !== app) await quit(current);

  const { records } = await readRun(run);
  const resumed = records.flatMap((record) => (record.kind === 'resumed' ? [record.globalStep] : []));
  expect(resumed.length).toBe(KILLS);
  expect(resumed, 'progress never goes back').toEqual([...resumed].sort((a, b) => a - b));
  const steps = records.flatMap((record) => (record.kind === 'step' ? [record.globalStep] : []));
  expect(steps, 'every step once, in order').toEqual(Array.from({ length: EPOCHS * STEPS_PER_EPOCH }, (_, i) => i + 1));
  expect(outcomeOf(run), 'the same bytes').toEqual(outcomeOf(path.join(app.runs, straight)));
  tell(
    `main killed ${KILLS} times: its processes gone within ${Math.max(...gone)} ms, resumed each time, ${steps.length} steps ` +
      `once each and in order, the end byte for byte that of a run without kills`,
  );
});

async function startRun({ electron, page }: RunningApp, pictures: string): Promise<string> {
  await answerFolderDialog(electron, pictures);
  const choice = await ask(page, 'dataset:pick');
  return (await ask(page, 'search:start', { dataset: choice?.token ?? '', config: CONFIG })).id;
}

async function waitForState({ page }: RunningApp, id: string, state: string): Promise<void> {
  await expect
    .poll(async () => (await ask(page, 'runs:list')).find((run) => run.id === id)?.state, { timeout: RUN_LIMIT_MS })
    .toBe(state);
}

/** Waits for a moment that differs from kill to kill, a bit further on each time; some are within a step, some between. */
async function waitForStep({ page }: RunningApp, id: string, kill: number): Promise<number> {
  const wanted = 2 + Math.floor((kill * (EPOCHS - 2) * STEPS_PER_EPOCH) / KILLS);
  const stepNow = async (): Promise<number> => {
    const { records } = await ask(page, 'runs:open', id);
    // Not while a new process still probes: it has to have gone on by a step.
    const [last] = records.filter(({ kind }) => kind === 'resumed' || kind === 'step').slice(-1);
    const resumed = records.filter(({ kind }) => kind === 'resumed').length;
    if (resumed < kill || last?.kind !== 'step') return 0;
    return Math.max(0, ...records.flatMap((record) => (record.kind === 'step' ? [record.globalStep] : [])));
  };
  await expect.poll(stepNow, { timeout: 60_000, intervals: [50] }).toBeGreaterThanOrEqual(wanted);
  await page.waitForTimeout((37 * kill) % 150);
  return stepNow();
}
