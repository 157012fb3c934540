import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { readRun } from '../../src-core/runs/read-run';
import { parseGenotype } from '../../src-core/space/genotype-text';
import { layCifarFolder, writeCifarFolder } from './cifar-folder';
import { answerSaveDialog, expect, launchApp, quit, test } from './launch-app';
import { cpuSeconds, descendantsOf, findTrainer, isRunning } from './processes';
import { SMALL_SEARCH, pickFolder, pointsOf, setOptions, startSearch, stepOf, waitForStep } from './steer-search';

test('from a folder of images to a saved genotype', async ({ app }) => {
  const { page, electron } = app;
  const folder = layCifarFolder(path.join(app.files, 'cifar-10'));

  await test.step('the folder is shown with what was found in it', async () => {
    await expect(page.getByTestId('device')).toContainText(/CPU|GPU/i, { timeout: 60_000 });
    await pickFolder(app, folder);
    await expect(page.getByTestId('dataset-facts')).toContainText(path.basename(folder));
    const thumbnails = page.getByTestId('thumbnail');
    await expect(thumbnails.first()).toBeVisible();
    expect(await thumbnails.count()).toBeGreaterThanOrEqual(10);
    const drawn = await thumbnails.evaluateAll((found) =>
      found.map((element) => element instanceof HTMLImageElement && element.naturalWidth === 32),
    );
    expect(drawn.every(Boolean)).toBe(true);
    await setOptions(page, { ...SMALL_SEARCH, reportFreq: 5 });
  });

  await test.step('the search draws its charts, alphas and cells', async () => {
    await startSearch(page);
    await expect.poll(() => pointsOf(page, 'loss'), { timeout: 120_000 }).toBeGreaterThanOrEqual(20);
    await expect.poll(() => pointsOf(page, 'accuracy')).toBeGreaterThanOrEqual(20);
    for (const cell of ['normal', 'reduce']) {
      await expect(page.getByTestId(`cell-${cell}`)).toBeVisible();
      await expect(page.getByTestId(`cell-${cell}`).locator('.cell-edge')).toHaveCount(8);
      await expect(page.getByTestId(`alphas-${cell}`)).toBeVisible();
    }
    await expect(page.getByTestId('progress')).toBeVisible();
    await expect(page.getByTestId('step-time')).toContainText(/\d/);
    await expect(page.getByTestId('eta')).toContainText(/\d/);
  });

  await test.step('a pause holds the step counter and lets the processor rest; resuming goes on', async () => {
    const trainer = findTrainer(app.pid);
    await page.getByTestId('search-pause').click();
    await expect(page.getByTestId('search-resume')).toBeVisible();
    const step = await stepOf(page);
    // The engine tidies up after its last step: collects what compiling left, writes the status.
    await page.waitForTimeout(3_000);
    const cpu = cpuSeconds(trainer);
    await page.waitForTimeout(5_000);
    expect(await stepOf(page)).toBe(step);
    // A search step alone uses far more; what is left is the event loop's own ticking.
    expect(cpuSeconds(trainer) - cpu).toBeLessThan(0.1);
    await page.getByTestId('search-resume').click();
    await waitForStep(page, step + 2);
    expect(cpuSeconds(trainer)).toBeGreaterThan(cpu);
  });

  await test.step('a reloaded window finds its way back to the run', async () => {
    await page.getByTestId('search-pause').click();
    await expect(page.getByTestId('search-resume')).toBeVisible();
    const step = await stepOf(page);
    await page.reload();
    await expect(page.getByTestId('search-resume')).toBeVisible();
    expect(await stepOf(page)).toBe(step);
    // One point for each step.
    await expect.poll(() => pointsOf(page, 'loss')).toBe(step);
  });

  await test.step('the genotype is saved in both forms, and both can be read back', async () => {
    const [json, python] = [path.join(app.files, 'genotype.json'), path.join(app.files, 'genotype.py')];
    await answerSaveDialog(electron, json);
    await page.getByTestId('genotype-save-json').click();
    await expect(page.getByText(`Saved as ${json}`)).toBeVisible();
    await answerSaveDialog(electron, python);
    await page.getByTestId('genotype-save-python').click();
    await expect(page.getByText(`Saved as ${python}`)).toBeVisible();
    const genotype = parseGenotype(readFileSync(json, 'utf8'));
    expect(genotype.normal).toHaveLength(8);
    expect(genotype.reduce).toHaveLength(8);
    expect(parseGenotype(readFileSync(python, 'utf8'))).toEqual(genotype);
  });

  await test.step('a stopped search leaves a complete run folder, and a trainer for the next one', async () => {
    await page.getByTestId('search-stop').click();
    await expect(page.getByTestId('run-state')).toContainText(/stopped/i);
    const [name = ''] = readdirSync(app.runs);
    expect(readdirSync(path.join(app.runs, name)).sort()).toEqual([
      'checkpoints',
      'config.json',
      'genotype.json',
      'metrics.jsonl',
      'status.json',
    ]);
    await expect(page.getByTestId('device')).toContainText(/CPU|GPU/i, { timeout: 60_000 });
  });
});

test('a whole search, and the same charts when it is opened again in another session', async ({ app }, testInfo) => {
  const { page } = app;
  // 208 images: 104 in each half, 7 steps an epoch (the last one smaller), 21 steps in three epochs.
  await pickFolder(app, writeCifarFolder(path.join(app.files, 'pictures'), 208));
  await setOptions(page, { ...SMALL_SEARCH, epochs: 3, reportFreq: 5 });
  await startSearch(page);
  await expect(page.getByTestId('run-state')).toContainText(/finished/i, { timeout: 150_000 });
  expect(await stepOf(page)).toBe(21);
  const live = await drawnRun();

  const [name = ''] = readdirSync(app.runs);
  const { info, records } = await readRun(path.join(app.runs, name));
  expect(info).toMatchObject({ kind: 'search', search: { ...SMALL_SEARCH, epochs: 3 } });
  expect(records.filter(({ kind }) => kind === 'step')).toHaveLength(21);
  expect(records.filter(({ kind }) => kind === 'epoch')).toHaveLength(3);
  const last = records[records.length - 1];
  expect(last).toMatchObject({ kind: 'status', state: 'finished', globalStep: 21, totalSteps: 21 });

  await page.getByTestId('nav-runs').click();
  await expect(page.getByTestId('run-row')).toHaveCount(1);

  const processes = [app.pid, ...descendantsOf(app.pid)];
  await quit(app);
  await expect.poll(() => processes.filter(isRunning), { timeout: 10_000 }).toEqual([]);

  const again = await launchApp(path.dirname(app.runs));
  try {
    await again.page.getByTestId('nav-runs').click();
    await again.page.getByTestId('run-row').click();
    await expect(again.page.getByTestId('run-state')).toContainText(/finished/i);
    await expect.poll(() => drawnRun(again.page)).toEqual(live);
    await again.page.screenshot({ path: testInfo.outputPath('reopened.png') });
    expect(again.faults).toEqual([]);
  } finally {
    await quit(again);
  }

  /** What the run's view shows, in numbers and words. */
  async function drawnRun(shown = page) {
    await expect.poll(() => pointsOf(shown, 'loss')).toBeGreaterThanOrEqual(20);
    return {
      points: { loss: await pointsOf(shown, 'loss'), accuracy: await pointsOf(shown, 'accuracy') },
      genotype: await shown.getByTestId('genotype-text').innerText(),
      edges: await shown.locator('[data-testid^=cell-] .cell-edge').count(),
      charts: await shown
        .locator('[data-testid^=chart-] [role=img]')
        .evaluateAll((charts) => charts.map((chart) => chart.getAttribute('aria-label'))),
    };
  }
});
