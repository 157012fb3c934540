import path from 'node:path';

import type { ElectronApplication } from '@playwright/test';

import { writeCifarFolder } from './cifar-folder';
import { answerFolderDialog, expect, test } from './launch-app';
import { expectMessage } from './steer-search';

test('the menu opens a data set as the button does', async ({ app }) => {
  await answerFolderDialog(app.electron, writeCifarFolder(path.join(app.files, 'pictures'), 40));
  await choose(app.electron, 'Open Data Set…');
  await expect(app.page.getByTestId('dataset-facts')).toContainText('pictures');
});

test('there is no genotype to save before a search: a sentence', async ({ app }) => {
  await choose(app.electron, 'Save Genotype…');
  await expectMessage(app.page, /genotype/);
});

test('the About box tells the versions and the device', async ({ app }) => {
  await expect(app.page.getByTestId('device')).toContainText(/CPU|GPU/i, { timeout: 60_000 });
  await app.electron.evaluate(({ dialog }) => {
    dialog.showMessageBox = (...args: unknown[]) => {
      Reflect.set(globalThis, 'asked', args[args.length - 1]);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    };
  });
  await choose(app.electron, 'About Dartboard');
  const box = await app.electron.evaluate(() => JSON.stringify(Reflect.get(globalThis, 'asked')));
  expect(box).toMatch(/Dartboard \d+\.\d+\.\d+/);
  expect(box).toMatch(/Device: .+ \((CPU|GPU), \d+ threads\), TensorFlow \d/);
  expect(box).toMatch(/Electron \d+.*Chrome \d+.*Node \d+/);
});

/** Chooses an entry of the application menu by its words. */
async function choose(electron: ElectronApplication, words: string): Promise<void> {
  await electron.evaluate(({ Menu }, wanted) => {
    const entries = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
    const entry = entries.find(({ label }) => label.replace('&', '') === wanted);
    if (entry === undefined) throw new Error(`the menu has no "${wanted}"`);
    entry.click();
  }, words);
}
