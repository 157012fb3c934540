import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { genotypeToJson } from '../../src-core/space/genotype-text';
import { ask, collectPushes, request } from './bridge';
import { writeCifarFolder } from './cifar-folder';
import { answerFolderDialog, answerQuestions, answerSaveDialog, expect, launchApp, quit, test } from './launch-app';

const EDGES = Array.from({ length: 8 }, (_, i) => ['sep_conv_3x3', i % 2] as ['sep_conv_3x3', number]);
const GENOTYPE = { normal: EDGES, normalConcat: [2, 3, 4, 5], reduce: EDGES, reduceConcat: [2, 3, 4, 5] };

test('settings: the theme is drawn at once, kept for the next start, and nonsense is refused', async ({ app }) => {
  const { page } = app;
  const pushes = await collectPushes(page, 'settings:changed');
  expect(await ask(page, 'settings:get')).toMatchObject({ theme: 'system', onClose: 'ask', notify: true });
  await ask(page, 'settings:set', { theme: 'dark', onClose: 'quit' });
  expect(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true);
  await ask(page, 'settings:set', { theme: 'light' });
  expect(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(false);
  expect((await pushes()).map(({ theme }) => theme)).toEqual(['dark', 'light']);
  const file = path.join(path.dirname(app.runs), 'profile', 'settings.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ theme: 'light', onClose: 'quit' });
});

test('recent folders are listed, in the menu too, reopened by id, and forgotten when they are gone', async ({
  app,
}) => {
  const { page, electron } = app;
  const folder = writeCifarFolder(path.join(app.files, 'pictures'), 40);
  await answerFolderDialog(electron, folder);
  await ask(page, 'dataset:pick');
  const [recent] = await ask(page, 'dataset:recent');
  expect(recent?.location).toBe(folder);
  expect((await ask(page, 'dataset:reopen', recent?.id ?? '')).preview.facts.trainImages).toBe(40);
  const pushes = await collectPushes(page, 'dataset:opened');
  await electron.evaluate(({ Menu }) => {
    const file = Menu.getApplicationMenu()?.items.find(({ label }) => label === '&File');
    file?.submenu?.items.find(({ label }) => label === 'Open &Recent')?.submenu?.items[0]?.click();
  });
  await expect.poll(async () => (await pushes()).map(({ location }) => location)).toEqual([folder]);
  writeFileSync(path.join(folder, 'data_batch_1.bin'), 'x');
  expect((await request(page, 'dataset:reopen', recent?.id ?? '')).ok).toBe(false);
  expect(await ask(page, 'dataset:recent')).toEqual([]);
});

test('exports are written where the dialog says: text, bytes, and a drawing printed as PDF', async ({ app }) => {
  const { page, electron } = app;
  const [csv, png, pdf] = ['a.csv', 'a.png', 'a.pdf'].map((name) => path.join(app.files, name)) as [
    string,
    string,
    string,
  ];
  await answerSaveDialog(electron, csv);
  expect(await ask(page, 'export:save', { suggestedName: 'a', kind: 'csv', data: 'epoch,loss\n1,2\n' })).toBe(csv);
  expect(readFileSync(csv, 'utf8')).toBe('epoch,loss\n1,2\n');
  await answerSaveDialog(electron, png);
  // Bytes do not survive the way into the page as an argument, so the page makes them.
  await page.evaluate(() =>
    window.dartboard.request('export:save', {
      suggestedName: 'a',
      kind: 'png',
      data: new Uint8Array([137, 80, 78, 71]),
    }),
  );
  expect([...readFileSync(png)]).toEqual([137, 80, 78, 71]);
  await answerSaveDialog(electron, pdf);
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><script>1</script><text x="9" y="50">normal cell</text></svg>';
  expect(await ask(page, 'export:save', { suggestedName: 'a', kind: 'pdf', data: svg })).toBe(pdf);
  const printed = readFileSync(pdf, 'latin1');
  expect(printed.slice(0, 5)).toBe('%PDF-');
  // 200 x 100 pixels of 1/96 inch are 150 x 75 points.
  expect(printed).toMatch(/MediaBox\s*\[0 0 150(\.\d+)? 75(\.\d+)?\]/);
  await answerSaveDialog(electron, path.join(app.files, 'no/such/folder/a.csv'));
  const failed = await request(page, 'export:save', { suggestedName: 'a', kind: 'csv', data: '' });
  expect(failed).toEqual({ ok: false, message: expect.stringMatching(/Cannot save .*no\/such\/folder/) });
});

test('usage of the machine and the trainer, diagnostics on the clipboard, and the log', async ({ app }) => {
  const { page, electron } = app;
  await expect.poll(async () => (await ask(page, 'trainer:state')).kind, { timeout: 60_000 }).toBe('ready');
  await ask(page, 'device:usage');
  await page.waitForTimeout(600);
  const { machine, trainer } = await ask(page, 'device:usage');
  expect(machine.cpuPercent).toBeGreaterThanOrEqual(0);
  expect(machine.memoryUsed).toBeGreaterThan(100 * 1_048_576);
  expect(trainer?.memory).toBeGreaterThan(50 * 1_048_576);
  const text = await ask(page, 'app:copy-diagnostics');
  expect(text).toMatch(/^Dartboard \d+\.\d+\.\d+, Electron \d+/);
  expect(text).toMatch(/TensorFlow \d/);
  expect(await electron.evaluate(({ clipboard }) => clipboard.readText())).toBe(text);
  const lines = await ask(page, 'trainer:log');
  expect(lines.some(({ message }) => message.includes('is ready'))).toBe(true);
  const info = await ask(page, 'app:info');
  expect(existsSync(info.logsFolder)).toBe(true);
  expect(info.device?.tensorflow).toMatch(/^\d/);
});

test('a run is annotated, estimated from, and deleted with its size', async ({ app }) => {
  const { page } = app;
  await answerFolderDialog(app.electron, writeCifarFolder(path.join(app.files, 'pictures'), 80));
  const token = (await ask(page, 'dataset:pick'))?.token ?? '';
  const config = { epochs: 1, batchSize: 8, channels: 2, layers: 2 };
  await expect.poll(async () => (await ask(page, 'trainer:state')).kind, { timeout: 60_000 }).toBe('ready');
  expect(await ask(page, 'search:estimate', { dataset: token, config })).toBeNull();

  const measured = await ask(page, 'search:measure', { dataset: token, config });
  expect(measured).toMatchObject({ basis: 'measured' });
  expect(measured.stepSeconds).toBeGreaterThan(0);
  expect(measured.memoryBytes).toBeGreaterThan(100 * 1_048_576);
  const twice = await ask(page, 'search:estimate', { dataset: token, config: { ...config, batchSize: 16 } });
  expect(twice?.basis).toBe('scaled');
  expect(twice?.stepSeconds).toBeCloseTo(2 * measured.stepSeconds);
  expect(await ask(page, 'runs:list')).toEqual([]);

  const { id } = await ask(page, 'search:start', { dataset: token, config });
  await expect.poll(async () => (await ask(page, 'runs:list'))[0]?.epoch, { timeout: 60_000 }).toBe(1);
  expect(await request(page, 'runs:delete', '..')).toMatchObject({ ok: false });
  await ask(page, 'runs:annotate', { id, title: 'Small <b>one</b>', note: 'two\nlines' });
  const [entry] = await ask(page, 'runs:list');
  expect(entry).toMatchObject({ id, kind: 'search', title: 'Small <b>one</b>', note: 'two\nlines', resumable: false });
  expect(entry?.bytes).toBeGreaterThan(1_000);
  expect(entry?.seconds).toBeGreaterThan(0);
  expect(entry?.settings).toMatchObject(config);
  await expect.poll(async () => (await request(page, 'runs:delete', id)).ok, { timeout: 20_000 }).toBe(true);
  expect(existsSync(path.join(app.runs, id))).toBe(false);
});

test('closing in mid-run: kept in the tray with its progress and back again; the system stays awake meanwhile', async ({
  app,
}) => {
  const { page, electron } = app;
  const isKeptAwake = (): Promise<boolean> =>
    electron.evaluate(({ powerSaveBlocker }) => [0, 1, 2, 3].some((id) => powerSaveBlocker.isStarted(id)));
  const plug = (battery: boolean): Promise<boolean> =>
    electron.evaluate(({ powerMonitor }, onBattery) => {
      powerMonitor.isOnBatteryPower = () => onBattery;
      return powerMonitor.emit(onBattery ? 'on-battery' : 'on-ac');
    }, battery);
  const { token } = await ask(page, 'dataset:demo');
  await ask(page, 'search:start', { dataset: token, config: { epochs: 200, batchSize: 8, channels: 2, layers: 2 } });
  await expect.poll(async () => (await ask(page, 'runs:list'))[0]?.state, { timeout: 60_000 }).toBe('running');
  await expect.poll(isKeptAwake).toBe(true);
  await plug(true);
  expect(await isKeptAwake()).toBe(false);
  await plug(false);
  expect(await isKeptAwake()).toBe(true);

  // The middle button: keep running.
  await answerQuestions(electron, 1);
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect
    .poll(() => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
    .toBe(false);
  const step = (await ask(page, 'runs:open', (await ask(page, 'runs:list'))[0]?.id ?? '')).records.length;
  await expect
    .poll(async () => (await ask(page, 'runs:open', (await ask(page, 'runs:list'))[0]?.id ?? '')).records.length)
    .toBeGreaterThan(step);

  // A second start, with a genotype on its command line, brings the window back and opens the file.
  const file = path.join(app.files, 'cell.genotype');
  writeFileSync(file, genotypeToJson(GENOTYPE));
  const pushes = await collectPushes(page, 'genotype:opened');
  await ask(page, 'genotype:pending');
  const { spawnfile, spawnargs } = app.process;
  const passed = spawnargs.slice(1).filter((argument) => /^--(user-data-dir|no-sandbox)/.test(argument));
  const second = spawn(spawnfile, [...passed, file], { stdio: 'ignore' });
  await once(second, 'exit');
  await expect
    .poll(() => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
    .toBe(true);
  await expect.poll(async () => (await pushes()).map(({ name }) => name)).toEqual(['cell.genotype']);

  await ask(page, 'search:stop');
  await expect.poll(isKeptAwake).toBe(false);
  await answerQuestions(electron, 0);
});

test('started with a genotype file, the window gets it once', async ({ app }) => {
  const file = path.join(app.files, 'cell.genotype');
  writeFileSync(file, genotypeToJson(GENOTYPE));
  const folder = path.dirname(app.runs);
  await quit(app);
  const again = await launchApp(folder, { files: [file] });
  try {
    // The window itself may have asked already; then it shows the file's name.
    const pending = await ask(again.page, 'genotype:pending');
    if (pending === null) await expect(again.page.getByText('cell.genotype').first()).toBeVisible();
    else expect(pending).toMatchObject({ name: 'cell.genotype', genotype: GENOTYPE });
    expect(await ask(again.page, 'genotype:pending')).toBeNull();
  } finally {
    await quit(again);
  }
});
