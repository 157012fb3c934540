import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';

import { ask, request } from './bridge';
import { EXECUTABLE, expect, test, type RunningApp } from './launch-app';

/** How a fuse is written in the executable: the digits 0 and 1. */
const [DISABLED, ENABLED] = [0x30, 0x31];

/** The app as it is shipped; the one that is driven has the --inspect fuse on. */
const SHIPPED = path.join(
  process.env['DARTBOARD_PACKAGE'] ?? path.resolve(import.meta.dirname, '../../release/linux-unpacked'),
  'dartboard',
);

// Electron's own checklist (docs/tutorial/security.md), point by point, on the running app.
test('all twenty points of the Electron security checklist', async ({ app }) => {
  const { page, electron } = app;
  const preferences: Record<string, unknown> = await electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents ?? {};
    return Reflect.apply(Reflect.get(contents, 'getLastWebPreferences'), contents, []) as Record<string, unknown>;
  });

  await test.step('1. only content of its own is loaded', async () => {
    expect(page.url()).toMatch(/^dartboard:\/\/app\//);
    const loaded = await page.evaluate(() =>
      [...document.querySelectorAll('script, link, img')].map(
        (element) => Reflect.get(element, 'src') || Reflect.get(element, 'href'),
      ),
    );
    expect(loaded.length).toBeGreaterThan(0);
    for (const url of loaded) expect(url).toMatch(/^(dartboard:\/\/app\/|data:(,$|image\/png))/);
    expect(await reach(app, 'https://example.org/')).toBe('refused');
    expect(await reach(app, 'http://127.0.0.1/')).toBe('refused');
  });

  await test.step('2. no Node in the page', async () => {
    expect(preferences).toMatchObject({ nodeIntegration: false });
    expect(preferences['nodeIntegrationInWorker'] ?? false).toBe(false);
    expect(preferences['nodeIntegrationInSubFrames'] ?? false).toBe(false);
    expect(
      await page.evaluate(() => ['require', 'process', 'module', 'Buffer'].filter((name) => name in window)),
    ).toEqual([]);
  });

  await test.step('3. the preload lives in a world of its own', async () => {
    expect(preferences).toMatchObject({ contextIsolation: true });
    const altered = await page.evaluate(() => {
      Reflect.set(Object.prototype, 'altered', true);
      Reflect.deleteProperty(Object.prototype, 'altered');
      // What the page does to the bridge stays in the page, and the bridge itself cannot be replaced.
      return [Reflect.set(window, 'dartboard', null), Object.isFrozen(window.dartboard)];
    });
    expect(altered[1]).toBe(true);
    expect((await request(page, 'app:info')).ok).toBe(true);
  });

  await test.step('4. the page is sandboxed', () => {
    expect(preferences).toMatchObject({ sandbox: true });
  });

  await test.step('5. permissions are refused', async () => {
    const states = await page.evaluate(() =>
      Promise.all(
        ['geolocation', 'camera', 'microphone', 'notifications', 'midi'].map(async (name) => {
          const { state } = await navigator.permissions.query({ name: name as PermissionName });
          return state;
        }),
      ),
    );
    expect(new Set(states)).toEqual(new Set(['denied']));
    expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied');
  });

  await test.step('6. and 8. the web is as secure as ever', () => {
    expect(preferences['webSecurity'] ?? true).toBe(true);
    expect(preferences['allowRunningInsecureContent'] ?? false).toBe(false);
  });

  await test.step('7. a content security policy that knows no eval and no inline script', async () => {
    const run = await page.evaluate(async () => {
      const tried: Record<string, boolean> = {};
      // In a turn of its own: what Playwright runs itself may evaluate.
      tried['eval'] = await new Promise<boolean>((resolve) => {
        setTimeout(() => {
          try {
            resolve((0, eval)('true') as boolean);
          } catch {
            resolve(false);
          }
        });
      });
      const script = document.createElement('script');
      script.textContent = 'window.inlineRan = true';
      document.head.append(script);
      tried['inline'] = 'inlineRan' in window;
      const handler = document.createElement('div');
      handler.setAttribute('onclick', 'window.handlerRan = true');
      handler.click();
      tried['handler'] = 'handlerRan' in window;
      return tried;
    });
    expect(run).toEqual({ eval: false, inline: false, handler: false });
  });

  await test.step('9. and 10. no experimental features', () => {
    expect(preferences['experimentalFeatures'] ?? false).toBe(false);
    expect(preferences['enableBlinkFeatures'] ?? '').toBe('');
  });

  await test.step('11. and 12. no webviews', async () => {
    expect(preferences['webviewTag'] ?? false).toBe(false);
    await page.evaluate(() => {
      const view = document.createElement('webview');
      view.setAttribute('src', 'https://example.org');
      view.setAttribute('allowpopups', '');
      document.body.append(view);
    });
    expect(await contentsCount(app)).toBe(1);
  });

  await test.step('13. the page cannot be led elsewhere', async () => {
    for (const url of [
      'https://example.org/',
      'file:///etc/passwd',
      'data:text/html,x',
      'dartboard://other/index.html',
    ]) {
      await page.evaluate((place) => void setTimeout(() => (window.location.href = place)), url);
      await page.waitForTimeout(100);
      expect(await shownUrl(app)).toMatch(/^dartboard:\/\/app\//);
    }
  });

  await test.step('14. it cannot open windows', async () => {
    for (const url of ['https://example.org', 'about:blank', 'dartboard://app/index.html']) {
      expect(await page.evaluate((place) => window.open(place) === null, url)).toBe(true);
    }
    expect(await contentsCount(app)).toBe(1);
  });

  await test.step('15. the browser is opened for pages of the literature only', async () => {
    await electron.evaluate(({ shell }) => {
      Reflect.set(globalThis, 'opened', []);
      shell.openExternal = (url) => Promise.resolve(void (Reflect.get(globalThis, 'opened') as string[]).push(url));
    });
    const wicked = [
      'file:///etc/passwd',
      'smb://host/share',
      'javascript:alert(1)',
      'ms-settings:',
      'https://example.org/',
    ];
    for (const url of wicked) {
      const outcome = await request(page, 'app:open-link', url);
      expect(outcome).toEqual({ ok: false, message: expect.stringMatching(/does not open this address/) });
    }
    await ask(page, 'app:open-link', 'https://arxiv.org/abs/1806.09055');
    const opened = await electron.evaluate(() => Reflect.get(globalThis, 'opened') as string[]);
    expect(opened).toEqual(['https://arxiv.org/abs/1806.09055']);
  });

  await test.step('16. the Electron aimed at is current, and pinned', () => {
    const { devDependencies } = JSON.parse(
      readFileSync(path.resolve(import.meta.dirname, '../../package.json'), 'utf8'),
    ) as { devDependencies: Record<string, string> };
    expect(devDependencies['electron']).toMatch(/^(4[5-9]|[5-9]\d)\.\d+\.\d+$/);
  });

  await test.step('17. a stranger is not answered, not even one with our preload and our page', async () => {
    const answers = await electron.evaluate(async ({ BrowserWindow, app: main }) => {
      const preload = `${main.getAppPath()}/dist/electron/preload.cjs`;
      const told: Record<string, unknown> = {};
      for (const url of ['dartboard://app/index.html', 'about:blank', 'data:text/html,x']) {
        const stranger = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
        await stranger.loadURL(url);
        told[url] = await stranger.webContents.executeJavaScript("window.dartboard.request('app:info')");
        stranger.destroy();
      }
      return told;
    });
    expect(Object.keys(answers)).toHaveLength(3);
    for (const [url, answer] of Object.entries(answers)) {
      expect(answer, url).toEqual({ ok: false, message: "This request did not come from the app's window." });
    }
  });

  await test.step('18. no file: page', async () => {
    expect(await reach(app, 'file:///etc/hostname')).toBe('refused');
    expect(await reach(app, 'dartboard://app/../../../../etc/hostname')).toBe('refused');
    expect(await reach(app, 'dartboard://app/%2e%2e/%2e%2e/package.json')).toBe('refused');
  });

  await test.step('19. fuses: what the shipped app can never do', async () => {
    const [shipped, driven] = [await fusesOf(SHIPPED), await fusesOf(EXECUTABLE)];
    expect(shipped).toMatchObject({
      RunAsNode: false,
      EnableNodeOptionsEnvironmentVariable: false,
      EnableNodeCliInspectArguments: false,
      OnlyLoadAppFromAsar: true,
      LoadBrowserProcessSpecificV8Snapshot: false,
      EnableCookieEncryption: false,
    });
    if ('GrantFileProtocolExtraPrivileges' in shipped) expect(shipped['GrantFileProtocolExtraPrivileges']).toBe(false);
    // The app that these tests drive differs in the one fuse that driving needs.
    expect(driven).toEqual({ ...shipped, EnableNodeCliInspectArguments: true });
    expect(existsSync(path.join(path.dirname(SHIPPED), 'resources/default_app.asar'))).toBe(false);
  });

  await test.step("20. none of Electron's own objects reach the page", async () => {
    const reached = await page.evaluate(async () => {
      const heard = new Promise<unknown[]>((resolve) => {
        window.dartboard.on('settings:changed', (...args) => resolve(args));
      });
      await window.dartboard.request('settings:set', { tourSeen: true });
      const args = await heard;
      return { bridge: Object.keys(window.dartboard).sort(), args: args.length, keys: Object.keys(args[0] as object) };
    });
    expect(reached.bridge).toEqual(['dropDataset', 'on', 'request']);
    expect(reached.args).toBe(1);
    expect(reached.keys).not.toContain('sender');
  });

  // Chromium tells of all that was refused, which is what was tried here.
  app.faults.length = 0;
});

test('no unpacker and no build tool is shipped', () => {
  const modules = path.join(path.dirname(SHIPPED), 'resources/trainer/node_modules');
  const shipped = readdirSync(modules, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith(`${path.sep}package.json`),
  );
  expect(shipped).toContain(path.join('sharp', 'package.json'));
  const packages = shipped.map((file) => path.basename(path.dirname(file)));
  const unwanted = ['tar', 'adm-zip', 'extract-zip', 'unzipper', 'electron', 'electron-builder', 'esbuild', 'node-gyp'];
  expect(packages.filter((name) => unwanted.includes(name))).toEqual([]);
});

/** Whether a fetch of the page gets anything. */
function reach({ page }: RunningApp, url: string): Promise<string> {
  return page.evaluate(
    (place) =>
      fetch(place).then(
        () => 'reached',
        () => 'refused',
      ),
    url,
  );
}

function contentsCount({ electron }: RunningApp): Promise<number> {
  return electron.evaluate(({ webContents }) => webContents.getAllWebContents().length);
}

function shownUrl({ electron }: RunningApp): Promise<string> {
  return electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL() ?? '');
}

async function fusesOf(executable: string): Promise<Record<string, boolean>> {
  const wire = await getCurrentFuseWire(executable);
  const states = Object.entries(FuseV1Options)
    .filter((entry): entry is [string, FuseV1Options] => typeof entry[1] === 'number')
    .flatMap(([name, index]) => {
      const state = wire[index];
      return state === DISABLED || state === ENABLED ? [[name, state === ENABLED] as const] : [];
    });
  return Object.fromEntries(states);
}
