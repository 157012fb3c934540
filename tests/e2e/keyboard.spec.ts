import { readFileSync } from 'node:fs';
import path from 'node:path';

import { commandOf, SHORTCUTS } from '../../renderer/lib/shortcuts';
import { parseGenotype } from '../../src-core/space/genotype-text';
import { writeCifarFolder } from './cifar-folder';
import { pressOn, tabTo, typeInto, walkAround } from './keyboard';
import { answerFolderDialog, answerSaveDialog, expect, test } from './launch-app';
import { SMALL_SEARCH, stepOf, waitForStep } from './steer-search';

/** Every screen by its own keys. */
const SCREENS = ['Control+n', 'Control+1', 'Control+2', 'Control+4', 'Control+5', 'Control+6', 'Control+,'];

test('from a folder to a saved genotype and an old run by keyboard alone; no screen traps the focus', async ({
  app,
}) => {
  const { page, electron } = app;
  const keys = page.keyboard;
  // A hand on the mouse would be seen.
  await page.evaluate(() => {
    for (const type of ['pointerdown', 'mousedown', 'wheel'])
      addEventListener(type, () => Reflect.set(window, 'usedMouse', true), true);
  });

  await test.step('a data set is picked, options are typed, the search starts', async () => {
    await expect(page.getByTestId('device')).toContainText(/CPU|GPU/i, { timeout: 60_000 });
    await answerFolderDialog(electron, writeCifarFolder(path.join(app.files, 'pictures'), 640));
    await pressOn(page, 'dataset-pick', 'Enter');
    await expect(page.getByTestId('dataset-facts')).toContainText('pictures');
    for (const [name, value] of Object.entries({ ...SMALL_SEARCH, epochs: 30 })) {
      await typeInto(page, `option-${name}`, String(value));
    }
    await pressOn(page, 'all-options', 'Space');
    await typeInto(page, 'option-reportFreq', '2');
    await pressOn(page, 'search-start', 'Enter');
    await waitForStep(page, 4);
  });

  await test.step('it is paused and resumed on one button that keeps the focus', async () => {
    await pressOn(page, 'search-pause', 'Space');
    await expect(page.getByTestId('search-resume')).toBeFocused();
    const step = await stepOf(page);
    await page.waitForTimeout(1_500);
    expect(await stepOf(page)).toBe(step);
    await keys.press('Enter');
    await expect(page.getByTestId('search-pause')).toBeFocused();
    await waitForStep(page, step + 1);
    await keys.press('Control+p');
    await expect(page.getByTestId('search-resume')).toBeVisible();
  });

  await test.step('the timeline is walked with arrows; a chart, a heat map and an edge are read', async () => {
    await tabTo(page, 'scrubber', { back: true });
    await keys.press('ArrowLeft');
    await expect(page.getByTestId('scrubber-live')).toHaveAttribute('aria-pressed', 'false');
    await keys.press('End');
    await expect(page.getByTestId('scrubber-live')).toHaveAttribute('aria-pressed', 'true');
    await pressOn(page, 'chart-table', 'Space', { back: true });
    await expect(page.getByTestId('chart-loss').getByRole('table')).toBeVisible();
    await keys.press('Space');
  });

  await test.step('the genotype is saved', async () => {
    const file = path.join(app.files, 'genotype.json');
    await answerSaveDialog(electron, file);
    await pressOn(page, 'genotype-save-json', 'Enter');
    await expect(page.getByText(`Saved as ${file}`)).toBeVisible();
    expect(parseGenotype(readFileSync(file, 'utf8')).normal).toHaveLength(8);
  });

  await test.step('no screen traps the focus, and every stop shows it', async () => {
    for (const screen of SCREENS) {
      await keys.press(screen);
      expect((await walkAround(page)).length, screen).toBeGreaterThan(9);
    }
    await keys.press('Control+k');
    await keys.press('Tab');
    await keys.press('Tab');
    await keys.press('Tab');
    await expect(page.locator('dialog[open] :focus'), 'a dialog keeps the focus to itself').toHaveCount(1);
    await keys.press('Escape');
    await expect(page.locator('dialog[open]')).toHaveCount(0);
  });

  await test.step('it is stopped, and opened again from the list', async () => {
    await keys.press('Control+1');
    await pressOn(page, 'search-stop', 'Enter');
    await expect(page.getByTestId('run-state')).toContainText(/stopped/i);
    await pressOn(page, 'nav-new', 'Enter');
    await pressOn(page, 'nav-runs', 'Enter');
    await pressOn(page, 'open-run', 'Enter');
    await expect(page.getByTestId('run-state')).toContainText(/stopped/i);
    await expect(page.getByTestId('cell-normal')).toBeVisible();
  });
  expect(await page.evaluate(() => Reflect.get(window, 'usedMouse') === true)).toBe(false);

  await test.step('the keys in the menu are those that the window knows', async () => {
    const inMenu = await electron.evaluate(({ Menu }) =>
      (Menu.getApplicationMenu()?.items ?? [])
        .flatMap(({ submenu }) => submenu?.items ?? [])
        .filter(({ role }) => !role)
        .flatMap(({ accelerator }) => (accelerator ? [String(accelerator)] : [])),
    );
    const known = inMenu.map((accelerator) => {
      const parts = accelerator.split('+');
      const key = (parts.at(-1) ?? '').replace('Return', 'Enter');
      return commandOf({ key, ctrlKey: true, metaKey: false, altKey: false, shiftKey: parts.includes('Shift') });
    });
    expect(known).not.toContain(null);
    // Two screens have keys of their own that no menu entry shows.
    expect(new Set(known).size).toBe(Object.keys(SHORTCUTS).length - 2);
  });
});
