import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

import { readRun } from '../../src-core/runs/read-run';
import { ask } from './bridge';
import { writeCifarFolder } from './cifar-folder';
import { answerQuestions, expect, quit, test, type RunningApp } from './launch-app';
import { descendantsOf, findTrainer, isRunning } from './processes';
import { SMALL_SEARCH, expectMessage, pickFolder, setOptions, startSearch, stepOf, waitForStep } from './steer-search';

test('a trainer killed in mid-run: the window says so and the run goes on; after the third time it asks', async ({
  app,
}) => {
  const { page } = app;
  await startLongSearch(app);
  for (const attempt of [1, 2]) {
    const step = await stepOf(page);
    process.kill(findTrainer(app.pid), 'SIGKILL');
    await expect(page.getByTestId('trouble')).toContainText(/killed from outside \(SIGKILL\)/);
    await expect(page.getByTestId('trouble'), `attempt ${attempt}`).toContainText('It goes on', { timeout: 60_000 });
    await waitForStep(page, step + 1);
  }
  process.kill(findTrainer(app.pid), 'SIGKILL');
  await expect(page.getByTestId('trouble')).toContainText('failed 3 times');
  await expect(page.getByTestId('run-state')).toContainText(/failed/i);
  await page.getByTestId('trouble').getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByTestId('run-state')).toContainText(/running/i, { timeout: 60_000 });
});

test('a data set deleted in mid-run does not matter any more; a deleted run folder fails with a sentence', async ({
  app,
}) => {
  const { page } = app;
  const pictures = await startLongSearch(app);
  rmSync(pictures, { recursive: true });
  const step = await stepOf(page);
  await waitForStep(page, step + 3);

  const [name = ''] = readdirSync(app.runs);
  rmSync(path.join(app.runs, name), { recursive: true });
  await expect(page.getByTestId('run-state')).toContainText(/failed/i, { timeout: 60_000 });
  await expect(page.getByText(new RegExp(`${name}.*does not exist`)).first()).toBeVisible();

  await test.step('the app lives on, and says that the data set is gone', async () => {
    await page.getByTestId('nav-new').click();
    await page.getByTestId('search-start').click();
    await expectMessage(page, /pictures/);
    await page.getByTestId('dataset-demo').first().click();
    await expect(page.getByTestId('dataset-facts')).toContainText(/demo/i, { timeout: 60_000 });
  });
});

test('a search that diverges stops and says what to change; the next one starts', async ({ app }) => {
  const { page } = app;
  await pickFolder(app, writeCifarFolder(path.join(app.files, 'pictures'), 400));
  // The decay makes every weight a thousand times as large in each step.
  await setOptions(page, { ...SMALL_SEARCH, learningRate: 100, weightDecay: 10 });
  await startSearch(page);
  await expect(page.getByTestId('run-state')).toContainText(/failed/i, { timeout: 60_000 });
  const sentence = /The search diverged in epoch 1, step \d+: .* lower learning rate \(learningRate, now 100\)/;
  await expect(page.getByText(sentence).first()).toBeVisible();
  expect((await ask(page, 'runs:list'))[0]).toMatchObject({
    state: 'failed',
    failure: expect.stringMatching(sentence),
  });
  // Going on by itself would only come to the same.
  await expect(page.getByTestId('trouble')).toHaveCount(0);

  await page.getByTestId('nav-new').click();
  await setOptions(page, { learningRate: 0.025, weightDecay: 0.0003 });
  await startSearch(page);
  await waitForStep(page, 8);
  await expect(page.getByTestId('run-state')).not.toContainText(/failed/i);
});

test('closing the window in mid-run asks; it stays on Cancel, and saves on Save and Quit', async ({ app }) => {
  const { page, electron } = app;
  await startLongSearch(app);
  await answerQuestions(electron, 1);
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  const step = await stepOf(page);
  await waitForStep(page, step + 2);

  await answerQuestions(electron, 0);
  const processes = [app.pid, ...descendantsOf(app.pid)];
  await quit(app);
  await expect.poll(() => processes.filter(isRunning), { timeout: 10_000 }).toEqual([]);
  const [name = ''] = readdirSync(app.runs);
  const { records } = await readRun(path.join(app.runs, name));
  expect(records[records.length - 1]).toMatchObject({ kind: 'status', state: 'stopped' });
});

test('a killed app takes its trainer with it', async ({ app }) => {
  await startLongSearch(app);
  const processes = descendantsOf(app.pid);
  expect(processes).toContain(findTrainer(app.pid));
  process.kill(app.pid, 'SIGKILL');
  await expect.poll(() => processes.filter(isRunning), { timeout: 20_000 }).toEqual([]);
  const [name = ''] = readdirSync(app.runs);
  const { records } = await readRun(path.join(app.runs, name));
  expect(records[records.length - 1]).toMatchObject({ kind: 'status', state: 'stopped' });
});

/** Starts a search that would go on for hours; resolves after its first steps. */
async function startLongSearch(app: RunningApp): Promise<string> {
  const pictures = path.join(app.files, 'pictures');
  mkdirSync(app.files, { recursive: true });
  await pickFolder(app, writeCifarFolder(pictures, 400));
  await setOptions(app.page, { ...SMALL_SEARCH, epochs: 1_000 });
  await startSearch(app.page);
  await waitForStep(app.page, 2);
  return pictures;
}
