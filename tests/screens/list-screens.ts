import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { ask } from '../e2e/bridge';
import { expect, type RunningApp } from '../e2e/launch-app';
import { LOOKS, dress, takePictures, takePicturesAt } from './camera';

const LONG_TITLE = `The second attempt with ${'many '.repeat(20)}words in its name`;
/** Two searches, six retrainings. */
const RUNS = 8;

/** Two searches side by side: their curves, the settings that differ, their cells. */
export async function takeComparison(app: RunningApp, [first, second]: readonly [string, string]): Promise<void> {
  const { page } = app;
  await ask(page, 'runs:annotate', { id: first, title: 'Shapes, slow', note: '' });
  await ask(page, 'runs:annotate', { id: second, title: 'Shapes, fast', note: 'Four times the learning rate' });
  await compare(app, ['Shapes, slow', 'Shapes, fast']);
  await takePictures(app, 'compare');
  await takePicturesAt(app, 'compare-settings', page.getByTestId('settings-diff'), 'center');
  await takePicturesAt(app, 'compare-cells', page.getByTestId('compared-cell').last(), 'end');
}

/** The list of runs with what lies over it, and a comparison with a name that is too long. */
export async function takeRuns(app: RunningApp, search: string): Promise<void> {
  const { page } = app;
  await ask(page, 'runs:annotate', {
    id: search,
    title: LONG_TITLE,
    note: 'Two lines\nof a note that is rather long, as notes are',
  });
  mkdirSync(path.join(app.runs, 'not-a-run'));
  writeFileSync(path.join(app.runs, 'not-a-run/config.json'), '{');
  await openRuns(app);
  await takePictures(app, 'runs');
  const actions = page.getByRole('button', { name: /^Actions for/ }).first();
  for (const look of LOOKS) {
    // It closes when the window takes another size.
    await dress(app, look);
    await actions.click();
    await takePictures(app, 'runs-actions', [look]);
    await page.keyboard.press('Escape');
  }
  await actions.click();
  await page.getByTestId('action-edit').click();
  await takePictures(app, 'runs-notes');
  await page.keyboard.press('Escape');
  await actions.click();
  await page.getByTestId('action-delete').click();
  await takePictures(app, 'runs-delete');
  await page.keyboard.press('Escape');
  await compare(app, [LONG_TITLE, 'Shapes, fast', 'DARTS_V2']);
  await takePictures(app, 'compare-long-name');
}

async function compare(app: RunningApp, names: readonly string[]): Promise<void> {
  const { page } = app;
  await openRuns(app);
  for (const box of await page.getByTestId('choose-run').all()) await box.uncheck();
  for (const name of names) {
    await page.getByTestId('run-row').filter({ hasText: name }).first().getByTestId('choose-run').check();
  }
  await page.getByTestId('compare-runs').click();
  await expect(page.getByTestId('compared-cell')).toHaveCount(names.length);
}

async function openRuns({ page }: RunningApp): Promise<void> {
  // Coming from elsewhere, the list is read anew.
  await page.getByTestId('nav-learn').click();
  await page.getByTestId('nav-runs').click();
  await expect(page.getByTestId('run-row')).toHaveCount(RUNS);
}
