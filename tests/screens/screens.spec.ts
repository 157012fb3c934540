import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { genotypeToJson } from '../../src-core/space/genotype-text';
import { PRESET_GENOTYPES } from '../../src-core/space/preset-genotypes';
import { ask } from '../e2e/bridge';
import { layCifarFolder, writeCifarFolder } from '../e2e/cifar-folder';
import { answerFolderDialog, expect, launchApp, quit, test, type RunningApp } from '../e2e/launch-app';
import { findTrainer } from '../e2e/processes';
import { pickFolder, setOptions } from '../e2e/steer-search';
import { LOOKS, dress, takePictures } from './camera';
import { takeComparison, takeRuns } from './list-screens';
import { SEARCH, takeRetraining, takeSearches } from './run-screens';
import { waitForEpoch } from './wait-for-run';

const LONG = `pictures of ${'very '.repeat(34)}small things`;

test('every screen, in both themes and two sizes', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dartboard-screens-'));
  let app = await launchApp(folder);
  try {
    await takeEmptyScreens(app);
    await takeNewSearch(app);
    const searches = await takeSearches(app);
    await takeRetraining(app);
    await takeComparison(app, searches);
    await takeRuns(app, searches[0]);
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
  const term = page.locator('[data-term]').first();
  for (const look of LOOKS) {
    // It closes when the window takes another size, and when what is below it scrolls.
    await dress(app, look);
    await term.scrollIntoViewIfNeeded();
    await page.waitForTimeout(200);
    await term.click();
    await takePictures(app, 'term', [look]);
    await expect(term).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('Escape');
  }
  await answerFolderDialog(app.electron, path.join(app.files, 'no such folder'));
  await page.keyboard.press('Control+o');
  await expect(page.getByTestId('message').first()).toBeVisible();
  await takePictures(app, 'message');
}

/** A search whose trainer is lost, then the whole app; the next start offers to go on. */
async function takeResumeOffer(app: RunningApp): Promise<RunningApp> {
  const { page } = app;
  const { token } = await ask(page, 'dataset:demo');
  const config = { ...SEARCH, epochs: 50, batchSize: 64, channels: 2 };
  const { id } = await ask(page, 'search:start', { dataset: token, config });
  await waitForEpoch(app, id, 1);
  await page.getByTestId('nav-runs').click();
  await page.getByTestId('run-row').filter({ hasText: id }).getByTestId('open-run').click();
  await expect(page.getByTestId('run-state')).toContainText(/running/i);
  process.kill(findTrainer(app.pid), 'SIGKILL');
  await expect(page.getByTestId('trouble')).toBeVisible();
  await takePictures(app, 'run-trouble');
  process.kill(app.pid, 'SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  const again = await launchApp(path.dirname(app.runs));
  await again.page.getByTestId('resume-offer').waitFor();
  await takePictures(again, 'resume-offer');
  return again;
}
