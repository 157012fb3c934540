import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { genotypeToJson } from '../../src-core/space/genotype-text';
import { PRESET_GENOTYPES } from '../../src-core/space/preset-genotypes';
import { ask } from '../e2e/bridge';
import { layCifarFolder, writeCifarFolder } from '../e2e/cifar-folder';
import { answerFolderDialog, expect, launchApp, quit, test, type RunningApp } from '../e2e/launch-app';
import { pickFolder, setOptions } from '../e2e/steer-search';
import { LOOKS, dress, takePictures } from './camera';

/** As much as two cores do in a minute, and enough for curves. */
const SEARCH = { epochs: 8, batchSize: 16, channels: 4, layers: 3, reportFreq: 4 };
const NETWORK = { epochs: 2, batchSize: 32, channels: 8, layers: 5, auxiliary: false, dropPathProb: 0 };
const LONG = `pictures of ${'very '.repeat(34)}small things`;

test('every screen, in both themes and two sizes', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dartboard-screens-'));
  let app = await launchApp(folder);
  try {
    await takeEmptyScreens(app);
    await takeNewSearch(app);
    const first = await takeLiveRun(app);
    await takeRetraining(app);
    await takeRuns(app, first);
    await takeRest(app);
    app = await takeResumeOffer(app);
  } finally {
    await quit(app);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
});

async function takeEmptyScreens(app: RunningApp): Promise<void> {
  const { page } = app;
  await expect(page.getByTestId('device')).toContainText(/CPU|GPU/i, { timeout: 60_000 });
  await takePictures(app, 'new-search-empty');
  await page.getByTestId('nav-live').click();
  await takePictures(app, 'run-empty');
  await page.getByTestId('nav-runs').click();
  await takePictures(app, 'runs-empty');
  await page.keyboard.press('Control+3');
  await takePictures(app, 'compare-empty');
  await page.getByTestId('nav-retrain').click();
  await takePictures(app, 'retrain-empty');
}

async function takeNewSearch(app: RunningApp): Promise<void> {
  const { page } = app;
  await page.getByTestId('nav-new').click();
  await pickFolder(app, writeCifarFolder(path.join(app.files, LONG.slice(0, 180)), 60));
  await expect(page.getByTestId('dataset-facts')).toContainText('pictures of');
  await takePictures(app, 'new-search-long-name');
  await pickFolder(app, layCifarFolder(path.join(app.files, 'cifar-10')));
  await expect(page.getByTestId('dataset-facts')).toContainText('cifar-10');
  await takePictures(app, 'new-search-data');
  await setOptions(page, { batchSize: 0 });
  await page.getByTestId('option-batchSize').scrollIntoViewIfNeeded();
  await takePictures(app, 'new-search-wrong-option');
}

async function takeLiveRun(app: RunningApp): Promise<string> {
  const { page, electron } = app;
  await answerFolderDialog(electron, writeCifarFolder(path.join(app.files, 'shapes'), 480));
  const { token } = (await ask(page, 'dataset:pick')) ?? { token: '' };
  const { id } = await ask(page, 'search:start', { dataset: token, config: SEARCH });
  await page.getByTestId('nav-live').click();
  await expect(page.getByTestId('run-state')).toBeVisible();
  await waitForEpoch(app, id, SEARCH.epochs - 1);
  await page.keyboard.press('Control+p');
  await expect(page.getByTestId('search-resume')).toBeVisible();
  await takePictures(app, 'run-live');
  for (const [name, place] of [
    ['run-cells', '[data-testid=cell-normal]'],
    ['run-alphas', '[data-testid=alphas-normal]'],
    ['run-edge', '[data-testid=chart-edge]'],
    ['run-genotype', '[data-testid=genotype-text]'],
    ['run-device', '[data-testid=device-panel]'],
  ] as const) {
    for (const look of LOOKS) {
      await dress(app, look);
      await page
        .locator(place)
        .first()
        .evaluate((element) => element.scrollIntoView({ block: 'center' }));
      await takePictures(app, name, [look]);
    }
  }
  await page.getByTestId('chart-table').click();
  await page.getByTestId('chart-loss').evaluate((element) => element.scrollIntoView({ block: 'start' }));
  await page.getByTestId('scrubber').focus();
  for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowLeft');
  await takePictures(app, 'run-held-table');
  await page.getByTestId('chart-table').click();
  await page.getByTestId('scrubber-live').click();
  await page.getByTestId('search-resume').click();
  await expect(page.getByTestId('run-state')).toContainText(/finished/i, { timeout: 600_000 });
  await page.locator('.scroll').evaluate((element) => element.scrollTo(0, 0));
  await takePictures(app, 'run-finished');
  const second = { ...SEARCH, epochs: 2, channels: 2, seed: 3 };
  const other = await ask(page, 'search:start', { dataset: token, config: second });
  await waitForEnd(app, other.id);
  return id;
}

async function takeRetraining(app: RunningApp): Promise<void> {
  const { page } = app;
  await page.getByTestId('timeline-retrain').click();
  await takePictures(app, 'retrain');
  await answerFolderDialog(app.electron, path.join(app.files, 'shapes'));
  const { token } = (await ask(page, 'dataset:pick')) ?? { token: '' };
  const { id } = await ask(page, 'retrain:start', {
    genotype: PRESET_GENOTYPES.DARTS_V2,
    genotypeName: 'DARTS_V2',
    dataset: token,
    config: NETWORK,
  });
  await waitForEnd(app, id);
  await page.getByTestId('nav-runs').click();
  await page.getByTestId('run-row').first().click();
  await expect(page.getByTestId('run-state')).toContainText(/finished/i);
  await takePictures(app, 'retrained');
  await page.getByTestId('evaluation').evaluate((element) => element.scrollIntoView({ block: 'start' }));
  await takePictures(app, 'retrained-evaluation');
}

async function takeRuns(app: RunningApp, first: string): Promise<void> {
  const { page } = app;
  const title = `The second attempt with ${'many '.repeat(20)}words in its name`;
  await ask(page, 'runs:annotate', {
    id: first,
    title,
    note: 'Two lines\nof a note that is rather long, as notes are',
  });
  mkdirSync(path.join(app.runs, 'not-a-run'));
  writeFileSync(path.join(app.runs, 'not-a-run/config.json'), '{');
  await page.getByTestId('nav-learn').click();
  await page.getByTestId('nav-runs').click();
  await expect(page.getByTestId('run-row')).toHaveCount(3);
  await takePictures(app, 'runs');
  await page
    .getByRole('button', { name: /^Actions for/ })
    .first()
    .click();
  await page.getByTestId('action-edit').click();
  await takePictures(app, 'runs-notes');
  await page.keyboard.press('Escape');
  await page
    .getByRole('button', { name: /^Actions for/ })
    .first()
    .click();
  await page.getByTestId('action-delete').click();
  await takePictures(app, 'runs-delete');
  await page.keyboard.press('Escape');
  for (const box of await page.getByTestId('choose-run').all()) await box.check();
  await page.getByTestId('compare-runs').click();
  await expect(page.getByTestId('compared-cell')).toHaveCount(3);
  await takePictures(app, 'compare');
  for (const look of LOOKS) {
    await dress(app, look);
    await page
      .getByTestId('compared-cell')
      .last()
      .evaluate((element) => element.scrollIntoView({ block: 'end' }));
    await takePictures(app, 'compare-cells', [look]);
  }
}

async function takeRest(app: RunningApp): Promise<void> {
  const { page } = app;
  for (const screen of ['genotypes', 'learn', 'settings']) {
    await page.getByTestId(`nav-${screen}`).click();
    await takePictures(app, screen);
  }
  writeFileSync(path.join(app.files, 'mine.genotype'), genotypeToJson(PRESET_GENOTYPES.PDARTS));
  await answerFolderDialog(app.electron, path.join(app.files, 'mine.genotype'));
  await page.keyboard.press('Control+Shift+o');
  await takePictures(app, 'genotypes-opened');
  await page.keyboard.press('Control+k');
  await takePictures(app, 'palette');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+/');
  await takePictures(app, 'shortcuts');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('about');
  await page.keyboard.press('Enter');
  await takePictures(app, 'about');
  await page.keyboard.press('Escape');
  await page.getByTestId('nav-new').click();
  await page.locator('.term-tip, [data-term]').first().click();
  await takePictures(app, 'term', LOOKS.slice(0, 2));
  await page.keyboard.press('Escape');
  await answerFolderDialog(app.electron, path.join(app.files, 'no such folder'));
  await page.keyboard.press('Control+o');
  await expect(page.getByTestId('message').first()).toBeVisible();
  await takePictures(app, 'message');
}

async function takeResumeOffer(app: RunningApp): Promise<RunningApp> {
  const { token } = await ask(app.page, 'dataset:demo');
  const { id } = await ask(app.page, 'search:start', { dataset: token, config: { ...SEARCH, epochs: 50 } });
  await waitForEpoch(app, id, 1);
  process.kill(app.pid, 'SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  const again = await launchApp(path.dirname(app.runs));
  await again.page.getByTestId('resume-offer').waitFor();
  await takePictures(again, 'resume-offer');
  return again;
}

async function waitForEpoch({ page }: RunningApp, id: string, epoch: number): Promise<void> {
  await expect
    .poll(async () => (await ask(page, 'runs:list')).find((entry) => entry.id === id)?.epoch, { timeout: 600_000 })
    .toBeGreaterThanOrEqual(epoch);
}

async function waitForEnd({ page }: RunningApp, id: string): Promise<void> {
  await expect
    .poll(async () => (await ask(page, 'runs:list')).find((entry) => entry.id === id)?.state, { timeout: 300_000 })
    .toBe('finished');
}
