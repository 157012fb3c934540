import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { expect, test } from './launch-app';

test('the page has no Node, no Electron and only its bridge', async ({ app }) => {
  const reach = await app.page.evaluate(() => ({
    node: [typeof Reflect.get(globalThis, 'require'), typeof Reflect.get(globalThis, 'process')],
    bridge: Object.keys(Reflect.get(window, 'dartboard') as object).sort(),
  }));
  expect(reach).toEqual({ node: ['undefined', 'undefined'], bridge: ['dropDataset', 'on', 'request'] });
});

test('the page can neither leave, nor open windows, nor reach the network, nor run strange scripts', async ({
  app,
}) => {
  const { page } = app;
  const attempts = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.head.append(script);
    return {
      window: String(window.open('https://example.org')),
      network: await fetch('https://example.org').then(
        () => 'reached',
        () => 'refused',
      ),
      file: await fetch('file:///etc/passwd').then(
        () => 'reached',
        () => 'refused',
      ),
      script: 'injected' in window,
      location: (await navigator.permissions.query({ name: 'geolocation' })).state,
    };
  });
  expect(attempts).toEqual({ window: 'null', network: 'refused', file: 'refused', script: false, location: 'denied' });
  await page.evaluate(() => {
    window.location.href = 'https://example.org/';
  });
  await page.waitForTimeout(300);
  // Playwright keeps waiting for the navigation that was refused, so main is asked.
  const shown = await app.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    return [contents?.getURL(), contents?.getTitle(), contents?.isCrashed()];
  });
  expect(shown).toEqual(['dartboard://app/index.html', 'Dartboard', false]);
  // The browser tells of what the policy refused; nothing else may have gone wrong.
  expect(app.faults.every((fault) => /Content Security Policy|Refused to/.test(fault))).toBe(true);
  app.faults.length = 0;
});

test('a second start shows the window of the first and ends', async ({ app }) => {
  const { spawnfile, spawnargs } = app.process;
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  const second = spawn(
    spawnfile,
    spawnargs.slice(1).filter((argument) => /^--(user-data-dir|no-sandbox)/.test(argument)),
    { stdio: 'ignore' },
  );
  const [code] = await once(second, 'exit');
  expect(code).toBe(0);
  await expect
    .poll(() => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
    .toBe(true);
});
