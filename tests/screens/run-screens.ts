import { existsSync } from 'node:fs';
import path from 'node:path';

import { ask } from '../e2e/bridge';
import { writeCifarFolder } from '../e2e/cifar-folder';
import { answerFolderDialog, expect, type RunningApp } from '../e2e/launch-app';
import { pickFolder, setOptions } from '../e2e/steer-search';
import { takePictures, takePicturesAt } from './camera';
import { waitForEnd, waitForEpoch } from './wait-for-run';

/** As much as two cores do in a minute, and enough for curves; the alphas hurry, so that they decide something meanwhile. */
export const SEARCH = { epochs: 8, batchSize: 32, channels: 4, layers: 3, reportFreq: 4, archLearningRate: 0.01 };
const NETWORK = { epochs: 5, batchSize: 32, channels: 8, layers: 5, dropPathProb: 0 };

/** Parts of a run's page, by the pictures that they are in the middle of. */
const PARTS = {
  'run-cells': 'cell-normal',
  'run-alphas': 'alphas-normal',
  'run-edge': 'chart-edge',
  'run-genotype': 'genotype-text',
  'run-device': 'device-panel',
} as const;

/** A search held at its last epoch, a moment of its past, its end. Then there is another one beside it; gives both ids. */
export async function takeSearches(app: RunningApp): Promise<readonly [string, string]> {
  const { page } = app;
  const token = await pickShapes(app);
  const { id } = await ask(page, 'search:start', { dataset: token, config: SEARCH });
  await page.getByTestId('nav-live').click();
  await expect(page.getByTestId('run-state')).toBeVisible();
  await waitForEpoch(app, id, SEARCH.epochs - 1);
  await page.keyboard.press('Control+p');
  await expect(page.getByTestId('search-resume')).toBeVisible();
  await takePictures(app, 'run-live');
  for (const [name, part] of Object.entries(PARTS)) {
    await takePicturesAt(app, name, page.getByTestId(part).first(), 'center');
  }
  await page.getByTestId('cell-normal').locator('[data-row="3"]').focus();
  await takePicturesAt(app, 'run-edge-shares', page.getByTestId('cell-normal'), 'center');
  await takeTour(app);
  await page.getByTestId('chart-table').click();
  await page.getByTestId('scrubber').focus();
  for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowLeft');
  await takePicturesAt(app, 'run-held-table', page.getByTestId('chart-loss'), 'start');
  await page.getByTestId('chart-table').click();
  await page.getByTestId('scrubber-live').click();
  await page.getByTestId('search-resume').click();
  await expect(page.getByTestId('run-state')).toContainText(/finished/i, { timeout: 600_000 });
  await page.locator('.scroll').evaluate((element) => element.scrollTo(0, 0));
  await takePictures(app, 'run-finished');
  const other = await ask(page, 'search:start', { dataset: token, config: { ...SEARCH, learningRate: 0.1, seed: 3 } });
  await waitForEnd(app, other.id);
  return [id, other.id];
}

/** The tour's stop at the alphas of the run that is live. */
async function takeTour(app: RunningApp): Promise<void> {
  const { page } = app;
  await page.getByTestId('nav-settings').click();
  await page.getByRole('button', { name: 'Tour on the demo data' }).click();
  for (let stops = 0; stops < 2; stops++) await page.getByTestId('tour-next').click();
  await takePicturesAt(app, 'tour', page.getByTestId('alphas-normal'), 'center');
  await page.getByRole('button', { name: 'End the tour' }).click();
}

/** The form of a retraining, a series of six while it runs and in the end, one of its networks with its test. */
export async function takeRetraining(app: RunningApp): Promise<void> {
  const { page } = app;
  await page.getByTestId('timeline-retrain').click();
  await takePictures(app, 'retrain');
  await pickFolder(app, path.join(app.files, 'shapes'));
  await expect(page.getByTestId('dataset-facts')).toContainText('shapes');
  await setOptions(page, NETWORK);
  await page.getByTestId('add-candidate').selectOption({ label: 'DARTS_V2' });
  await page.getByTestId('add-random').click();
  await page.getByTestId('seed-count').fill('2');
  await takePicturesAt(app, 'retrain-candidates', page.getByTestId('candidates'), 'center');
  await page.getByTestId('retrain-start').click();
  await expect(page.getByTestId('run-state')).toBeVisible();
  await page.getByTestId('nav-retrain').click();
  await page.locator('.screen-scroll').evaluate((element) => element.scrollTo(0, 0));
  await takePictures(app, 'retrain-series');
  await expect.poll(() => ask(page, 'series:waiting'), { timeout: 900_000 }).toEqual([]);
  await waitForEnd(app, (await ask(page, 'runs:list'))[0]?.id ?? '');
  await expect(page.getByTestId('candidate-result')).toHaveCount(3);
  await takePicturesAt(app, 'retrain-results', page.getByTestId('candidate-results'), 'center');
  const published = page.getByTestId('candidate-result').filter({ hasText: 'DARTS_V2' });
  await published.getByRole('button').first().click();
  await expect(page.getByTestId('run-state')).toContainText(/finished/i);
  await takePictures(app, 'retrained');
  await takePicturesAt(app, 'retrained-evaluation', page.getByTestId('evaluation'), 'start');
}

/** A token of a folder with a thousand pictures of shapes. */
async function pickShapes({ electron, files, page }: RunningApp): Promise<string> {
  const folder = path.join(files, 'shapes');
  if (!existsSync(folder)) writeCifarFolder(folder, 960, 200);
  await answerFolderDialog(electron, folder);
  return (await ask(page, 'dataset:pick'))?.token ?? '';
}
