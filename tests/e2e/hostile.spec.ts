import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { Page } from '@playwright/test';

import { ask, request } from './bridge';
import { writeCifarFolder } from './cifar-folder';
import { answerFolderDialog, expect, launchApp, quit, test, type RunningApp } from './launch-app';

const OLD_RUN = path.resolve(import.meta.dirname, '../fixtures/runs/v0.1.0-without-checkpoints');

/** What a page sends, at the rate of ten thousand a second as far as its machine can. */
const REQUESTS = 30_000;
const SENT_PER_SECOND = 10_000;
/** A machine that is busy with other things takes its time; this one's own figures are printed. */
const ALL_ANSWERED_WITHIN_MS = 60_000;
const OTHERS_ANSWERED_WITHIN_MS = 5_000;

test('ten thousand requests a second are answered, every one, and leave main up and responsive', async ({ app }) => {
  const { page } = app;
  const memory = await memoryOfMain(app);
  let isOver = false;
  // Sent without waiting for answers. Every request goes to main; some it refuses, some it must look up.
  const flood = page
    .evaluate(
      async ({ count, rate }) => {
        const requests = [
          ['app:info'],
          ['runs:list'],
          ['runs:open', '../..'],
          ['runs:open', 'no-such-run'],
          ['dataset:recent'],
        ];
        const started = performance.now();
        const answers: Promise<unknown>[] = [];
        while (answers.length < count) {
          // The page makes up for the moments in which it cannot send.
          const due = Math.min(count, (rate * (performance.now() - started)) / 1_000);
          while (answers.length < due) {
            const request = requests[answers.length % requests.length] ?? [];
            answers.push(Reflect.apply(window.dartboard.request, window.dartboard, request) as Promise<unknown>);
          }
          // It lives on, too: its answers must come in.
          await new Promise((resolve) => setTimeout(resolve));
        }
        const sentMs = performance.now() - started;
        const outcomes = (await Promise.all(answers)) as { ok: boolean }[];
        return { sentMs, answeredMs: performance.now() - started, refused: outcomes.filter(({ ok }) => !ok).length };
      },
      { count: REQUESTS, rate: SENT_PER_SECOND },
    )
    .finally(() => (isOver = true));
  const delays: number[] = [];
  while (!isOver) {
    const before = Date.now();
    await app.electron.evaluate(() => 1);
    delays.push(Date.now() - before);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { sentMs, answeredMs, refused } = await flood;
  const perSecond = (milliseconds: number): number => Math.round((1_000 * REQUESTS) / milliseconds);
  console.log(
    `flood: ${REQUESTS} requests, ${perSecond(sentMs)}/s sent, ${perSecond(answeredMs)}/s answered, something else ` +
      `answered ${delays.length} times meanwhile, within ${Math.max(...delays)} ms`,
  );
  expect(refused).toBe((2 * REQUESTS) / 5);
  expect(answeredMs).toBeLessThan(ALL_ANSWERED_WITHIN_MS);
  expect(Math.max(...delays)).toBeLessThan(OTHERS_ANSWERED_WITHIN_MS);
  expect((await memoryOfMain(app)) - memory).toBeLessThan(300 * 1_048_576);
  expect((await request(page, 'app:info')).ok).toBe(true);
});

test('payloads that no window of ours sends get a sentence, and main lives on', async ({ app }) => {
  const { page } = app;
  const outcomes = await page.evaluate(async () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const deep: unknown[] = [];
    let end = deep;
    for (let i = 0; i < 900; i++) {
      const next: unknown[] = [];
      end.push(next);
      end = next;
    }
    const attempts: Record<string, unknown[]> = {
      'an unknown channel': ['no:such'],
      "a channel of Electron's own": ['GUEST_VIEW_MANAGER_CALL'],
      "a channel of the preload's own": ['dataset:drop', '/etc'],
      'no channel': [],
      'an object for a channel': [{ toString: () => 'app:info' }],
      '100 MB of text': ['runs:open', 'x'.repeat(100_000_000)],
      '100 MB of bytes': ['export:save', { suggestedName: 'a', kind: 'png', data: new Uint8Array(100_000_000) }],
      'a cycle': ['search:start', { dataset: 't', config: cyclic }],
      'a cycle for a retraining': ['retrain:start', { dataset: 't', config: cyclic, genotype: cyclic }],
      'a function': ['runs:open', () => 1],
      'a symbol': ['runs:open', Symbol('run')],
      'a map': ['runs:open', new Map([['id', 'a']])],
      'a deep list': ['runs:open', deep],
      'too many arguments': ['runs:open', 'a', 'b'],
      'none where one is needed': ['runs:open'],
      'a prototype': ['settings:set', JSON.parse('{"__proto__": {"theme": "dark"}, "constructor": 1}')],
      'NaN for a number': ['search:start', { dataset: 't', config: { batchSize: Number.NaN } }],
      'batch size 1e9': ['search:start', { dataset: 't', config: { batchSize: 1e9 } }],
      'batch size -1': ['search:start', { dataset: 't', config: { batchSize: -1 } }],
      'a learning rate of "abc"': ['search:start', { dataset: 't', config: { learningRate: 'abc' } }],
      'an unknown kind of export': ['export:save', { suggestedName: 'a', kind: 'exe', data: '' }],
      'a path for a recent folder': ['dataset:reopen', '/etc'],
      'a path for a run to delete': ['runs:delete', '../..'],
      'a dot for a run to delete': ['runs:delete', '.'],
      'a run that is not there to delete': ['runs:delete', 'no-such-run'],
      'a run that is not there to resume': ['runs:resume', 'no-such-run'],
      'a note of a megabyte': ['runs:annotate', { id: 'a', title: '', note: 'x'.repeat(1_000_000) }],
      'a token that never was': ['search:measure', { dataset: 'not-a-token', config: {} }],
      'a path instead of a token': ['search:start', { dataset: '/etc', config: {} }],
    };
    const told: Record<string, unknown> = {};
    for (const [name, args] of Object.entries(attempts)) {
      try {
        told[name] = await Reflect.apply(window.dartboard.request, window.dartboard, args);
      } catch (error) {
        // The bridge's own border let it not even out of the page.
        told[name] = { ok: false, message: `Never sent: ${String(error)}.` };
      }
    }
    return told;
  });
  for (const [attempt, outcome] of Object.entries(outcomes)) {
    expect(outcome, attempt).toEqual({ ok: false, message: expect.stringMatching(/^[A-Z/].{5,400}\.$/s) });
  }
  expect((await ask(page, 'app:info')).version).toMatch(/\d/);
});

test('a token leads to its data set no longer than its app runs, nor for ever', async ({ app }) => {
  await answerFolderDialog(app.electron, writeCifarFolder(path.join(app.files, 'pictures'), 40));
  const choose = async (): Promise<string> => (await ask(app.page, 'dataset:pick'))?.token ?? '';
  const use = (page: Page, token: string) => request(page, 'search:estimate', { dataset: token, config: {} });
  const notOpen = { ok: false, message: 'This data set is not open any more: choose its folder again.' };
  const first = await choose();
  expect((await use(app.page, first)).ok).toBe(true);
  let latest = first;
  for (let newer = 0; newer < 32; newer++) latest = await choose();
  expect(await use(app.page, first)).toEqual(notOpen);
  expect((await use(app.page, latest)).ok).toBe(true);

  await quit(app);
  const again = await launchApp(path.dirname(app.runs));
  expect(await use(again.page, latest)).toEqual(notOpen);
  await quit(again);
});

test('a stranger with a preload of its own reaches no channel, known or not', async ({ app }) => {
  const preload = path.join(app.files, 'stranger.js');
  writeFileSync(
    preload,
    "const { contextBridge, ipcRenderer } = require('electron');\n" +
      "contextBridge.exposeInMainWorld('ask', (...args) => ipcRenderer.invoke(...args).catch(String));\n",
  );
  const answers = await app.electron.evaluate(async ({ BrowserWindow }, script) => {
    const stranger = new BrowserWindow({ show: false, webPreferences: { preload: script, sandbox: true } });
    await stranger.loadURL('dartboard://app/index.html');
    const told: Record<string, unknown> = {};
    for (const call of ["'app:info'", "'dataset:drop', '/etc'", "'search:stop'", "'no:such', {}"]) {
      told[call] = await stranger.webContents.executeJavaScript(`window.ask(${call})`);
    }
    stranger.destroy();
    return told;
  }, preload);
  const refused = { ok: false, message: "This request did not come from the app's window." };
  expect(answers).toEqual({
    "'app:info'": refused,
    "'dataset:drop', '/etc'": refused,
    "'search:stop'": refused,
    "'no:such', {}": expect.stringContaining("No handler registered for 'no:such'"),
  });
  expect((await request(app.page, 'app:info')).ok).toBe(true);
});

test('names out of files are text: of a run, its classes, its title and its note', async ({ app }) => {
  const { page } = app;
  const name = '<img src=x onerror="window.executed=1">';
  const run = path.join(app.runs, name);
  cpSync(OLD_RUN, run, { recursive: true });
  const info = JSON.parse(readFileSync(path.join(run, 'config.json'), 'utf8')) as {
    name: string;
    data: { name: string };
  };
  info.name = name;
  info.data.name = name;
  writeFileSync(path.join(run, 'config.json'), JSON.stringify(info));
  await ask(page, 'runs:annotate', { id: name, title: `title ${name}`, note: `note ${name}` });
  await page.getByTestId('nav-runs').click();
  await expect(page.getByTestId('run-row')).toContainText(`title ${name}`);
  await page.getByTestId('run-row').click();
  await expect(page.getByTestId('chart-loss')).toBeVisible();
  await expect(page.getByText(name).first()).toBeVisible();
  expect(await page.evaluate(() => [document.querySelectorAll('img[src=x]').length, 'executed' in window])).toEqual([
    0,
    false,
  ]);
});

test('commands in a senseless order are sentences: twice started, paused when idle, stopped while saving', async ({
  app,
}) => {
  const { page } = app;
  for (const channel of ['search:pause', 'search:resume', 'search:stop'] as const) {
    expect(await request(page, channel)).toEqual({ ok: false, message: 'No search is running.' });
  }
  const { token } = await ask(page, 'dataset:demo');
  const start = { dataset: token, config: { epochs: 50, batchSize: 8, channels: 2, layers: 2 } };
  const [first, second] = await Promise.all([
    request(page, 'search:start', start),
    request(page, 'search:start', start),
  ]);
  expect([first.ok, second.ok].sort()).toEqual([false, true]);
  const refused = first.ok ? second : first;
  expect(refused).toEqual({ ok: false, message: expect.stringContaining('live already') });

  // Everything at once: some must fail, none may hang, and the run must end whole.
  const storm = await Promise.all([
    request(page, 'search:pause'),
    request(page, 'search:resume'),
    request(page, 'search:pause'),
    request(page, 'search:stop'),
    request(page, 'search:stop'),
    request(page, 'search:pause'),
  ]);
  for (const outcome of storm) {
    if (!outcome.ok) expect(outcome.message).toMatch(/^[A-Z].{5,300}\.$/);
  }
  await expect
    .poll(async () => (await ask(page, 'runs:list')).map(({ state }) => state), { timeout: 60_000 })
    .toEqual(['stopped']);
  const [run] = await ask(page, 'runs:list');
  const { records } = await ask(page, 'runs:open', run?.id ?? '');
  expect(records[records.length - 1]).toMatchObject({ kind: 'status', state: 'stopped' });
});

function memoryOfMain({ electron }: RunningApp): Promise<number> {
  return electron.evaluate(() => process.memoryUsage().rss);
}
