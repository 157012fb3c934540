import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { genotypeToPython, parseGenotype } from '../../src-core/space/genotype-text';
import { PRESET_GENOTYPES } from '../../src-core/space/preset-genotypes';
import { ask } from './bridge';
import { writeCifarFolder } from './cifar-folder';
import { dropPath } from './drop-path';
import { answerFolderDialog, answerSaveDialog, expect, test, type RunningApp } from './launch-app';
import { writePictureFolder } from './picture-folder';
import { setOptions } from './steer-search';

/** 160 images: 80 in each half, 5 steps an epoch. */
const IMAGES = 160;
const SEARCH = { epochs: 2, batchSize: 16, channels: 2, layers: 3, reportFreq: 2 };
/** Small, and with every part of a retraining in it. */
const NETWORK = { epochs: 1, batchSize: 16, channels: 4, layers: 3 };

test('two searches are compared; a moment of one is retrained and tested, beside a random architecture; all is exported', async ({
  app,
}) => {
  test.setTimeout(300_000);
  const { page, electron } = app;
  const pictures = writeCifarFolder(path.join(app.files, 'pictures'), IMAGES, 40);
  await answerFolderDialog(electron, pictures);

  await test.step('two real searches', async () => {
    for (const seed of [1, 2]) {
      const dataset = (await ask(page, 'dataset:pick'))?.token ?? '';
      await ask(page, 'search:start', { dataset, config: { ...SEARCH, seed } });
      await waitForNewest(app, 'finished');
    }
  });

  await test.step('compared: curves over each other, the setting that differs, cells with their differing edges', async () => {
    await page.getByTestId('nav-runs').click();
    await expect(page.getByTestId('choose-run')).toHaveCount(2);
    for (const box of await page.getByTestId('choose-run').all()) await box.check();
    await page.getByTestId('compare-runs').click();
    await expect(page.getByTestId('compared-cell')).toHaveCount(2);
    const rows = page.getByTestId('settings-diff').locator('tbody').last().locator('tr');
    await expect(rows).toHaveText([/^Seed\s*2\s*1$|^Seed\s*1\s*2$/]);
    await expect(page.getByTestId('compare-loss')).toBeVisible();
    // Two seeds after ten steps agree in no cell; what differs is told in words, too.
    const differing = page.getByTestId('compared-cell').first().locator('li');
    expect(await differing.count()).toBeGreaterThan(0);
    expect(await page.getByTestId('compared-cell').first().locator('.mark').count()).toBe(await differing.count());
  });

  await test.step('charts, metrics and drawings are saved', async () => {
    await page.getByTestId('nav-runs').click();
    await page.getByTestId('open-run').first().click();
    const saved = async (name: string, menu: string, words: string): Promise<Buffer> => {
      const file = path.join(app.files, name);
      await answerSaveDialog(electron, file);
      const button = page.getByRole('button', { name: menu });
      // A menu goes when its button scrolls away.
      await button.scrollIntoViewIfNeeded();
      await page.waitForTimeout(300);
      await button.click();
      await page.getByRole('menuitem', { name: words }).click();
      await expect.poll(() => readIfThere(file)?.length ?? 0).toBeGreaterThan(200);
      return readFileSync(file);
    };
    const svg = (await saved('loss.svg', 'Save the chart of the loss', 'SVG')).toString();
    for (const word of ['<svg', 'train', 'valid']) expect(svg, 'the legend is in the picture').toContain(word);
    expect((await saved('accuracy.png', 'Save the chart of the accuracy', 'PNG')).subarray(1, 4).toString()).toBe(
      'PNG',
    );
    const csv = (await saved('metrics.csv', 'Export the run', 'CSV')).toString();
    expect(csv.trim().split('\n').length).toBeGreaterThan(10);
    expect((await saved('cells.dot', 'Export the drawing', 'DOT')).toString()).toMatch(/^digraph/);
    expect((await saved('cells.pdf', 'Export the drawing', 'PDF')).subarray(0, 5).toString()).toBe('%PDF-');
  });

  await test.step('the report is opened from the disk and asks nothing of any network', async () => {
    const file = path.join(app.files, 'report.html');
    await answerSaveDialog(electron, file);
    await page.keyboard.press('Control+e');
    await expect.poll(() => readIfThere(file)?.length ?? 0).toBeGreaterThan(10_000);
    const seen = await openReport(app, file);
    expect(seen.requests).toEqual([`file://${file}`]);
    expect(seen.headings).toEqual(
      expect.arrayContaining(['How it does', 'Curves', 'Cells', 'Settings', 'Environment']),
    );
    expect(seen.drawings).toBeGreaterThan(3);
    expect(seen.overflow, 'nothing is wider than the page').toBe(false);
  });

  await test.step('a genotype is dropped on the window', async () => {
    const file = path.join(app.files, 'dropped.py');
    writeFileSync(file, genotypeToPython(PRESET_GENOTYPES.PDARTS));
    await page.getByTestId('nav-genotypes').click();
    await dropPath(page, file);
    await expect(page.getByTestId('genotype-card').first()).toContainText('dropped.py');
  });

  await test.step('one click from an epoch of the timeline to the form of its retraining', async () => {
    await page.getByTestId('nav-runs').click();
    await page.getByTestId('open-run').first().click();
    await page.getByTestId('scrubber').focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft');
    const moment = await page.getByTestId('scrubber').getAttribute('aria-valuetext');
    await page.getByTestId('timeline-retrain').click();
    const chosen = page.getByTestId('retrain-genotype-choice').locator('option:checked');
    await expect(chosen).toContainText(/step (\d+)$/.exec(moment ?? '')?.[0] ?? 'no step');
  });

  await test.step('it is estimated from measured steps, then trained beside a random architecture', async () => {
    await setOptions(page, NETWORK);
    await page.getByTestId('measure').click();
    await expect(page.getByTestId('estimate-time')).toContainText(/a step/, { timeout: 120_000 });
    await expect(page.getByTestId('estimate-memory')).toContainText(/[MG]B/);
    await page.getByTestId('add-random').click();
    await expect(page.getByTestId('candidate')).toHaveText(['random-1']);
    await page.getByTestId('retrain-start').click();
    await expect(page.getByTestId('run-state')).toBeVisible();
    await expect.poll(() => ask(page, 'series:waiting'), { timeout: 120_000 }).toEqual([]);
    await waitForNewest(app, 'finished');
    await page.getByTestId('nav-retrain').click();
    await expect(page.getByTestId('candidate-result')).toHaveCount(2);
    await expect(page.getByTestId('candidate-results')).toContainText('random baseline');
    for (const row of await page.getByTestId('candidate-result').all()) await expect(row).toContainText(/\d+\.\d+%/);
  });

  await test.step('the retrained network was tested: accuracy, confusion, mistakes; its report tells so', async () => {
    await page.getByTestId('candidate-result').first().getByRole('button').click();
    await expect(page.getByTestId('run-state')).toContainText(/finished/i);
    await expect(page.getByTestId('evaluation').first()).toBeVisible();
    await expect(page.getByTestId('evaluation').first().getByRole('table')).toBeVisible();
    const file = path.join(app.files, 'retrained.html');
    await answerSaveDialog(electron, file);
    await page.keyboard.press('Control+e');
    await expect.poll(() => readIfThere(file)?.length ?? 0).toBeGreaterThan(10_000);
    expect((await openReport(app, file)).headings).toContain('Test split');
  });

  await test.step('pictures of a folder are made the size that a person types', async () => {
    await page.getByTestId('nav-new').click();
    await answerFolderDialog(electron, await writePictureFolder(path.join(app.files, 'photos')));
    await page.keyboard.press('Control+o');
    await expect(page.getByTestId('dataset-facts')).toContainText('48 × 36 × 3');
    await page.getByTestId('image-width').fill('24');
    await page.getByTestId('image-height').fill('16');
    await page.getByTestId('image-resize').click();
    await expect(page.getByTestId('dataset-facts')).toContainText('24 × 16 × 3');
    await page.getByTestId('image-size-auto').click();
    await expect(page.getByTestId('dataset-facts')).toContainText('48 × 36 × 3');
    await page.getByTestId('image-width').fill('2');
    await expect(page.getByTestId('image-size')).toContainText('whole numbers from 4 to 1024');
    await expect(page.getByTestId('image-resize')).toBeDisabled();
  });
  expect(parseGenotype(readFileSync(path.join(app.files, 'dropped.py'), 'utf8'))).toEqual(PRESET_GENOTYPES.PDARTS);
});

/** What a page in a window of its own shows of a file, and all that it asked for. */
async function openReport({ electron }: RunningApp, file: string) {
  return electron.evaluate(async ({ BrowserWindow, session }, place) => {
    const own = session.fromPartition('report');
    const requests: string[] = [];
    own.webRequest.onBeforeRequest((details, answer) => {
      requests.push(details.url);
      answer({});
    });
    const window = new BrowserWindow({ show: false, width: 900, height: 700, webPreferences: { session: own } });
    await window.loadFile(place);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const seen: { headings: string[]; drawings: number; overflow: boolean } = await window.webContents
      .executeJavaScript(`({
        headings: [...document.querySelectorAll('h2')].map((h) => h.textContent),
        drawings: document.querySelectorAll('svg').length,
        overflow: document.documentElement.scrollWidth > innerWidth,
      })`);
    window.destroy();
    return { ...seen, requests };
  }, file);
}

async function waitForNewest({ page }: RunningApp, state: string): Promise<void> {
  await expect.poll(async () => (await ask(page, 'runs:list'))[0]?.state, { timeout: 120_000 }).toBe(state);
}

function readIfThere(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
