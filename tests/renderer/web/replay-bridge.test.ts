import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { createReplayBridge } from '../../../renderer/web/replay-bridge';
import { makeInfo, makeRecords } from '../helpers/records';

const FILES: Record<string, unknown> = {
  '/page/runs/index.json': {
    format: 'dartboard-web',
    version: 1,
    runs: [{ id: 'recorded', file: '0.json', title: 'A title', note: '', bytes: 1000 }],
  },
  '/page/runs/0.json': { info: makeInfo('recorded'), records: makeRecords(2, 5) },
};

/** The static files that the page lies beside. */
function serve(files: Record<string, unknown>): void {
  vi.stubGlobal('fetch', (url: URL) => {
    const file = files[url.pathname];
    return Promise.resolve(file === undefined ? new Response('', { status: 404 }) : Response.json(file));
  });
}

describe('the bridge of a page that replays recorded runs', () => {
  beforeEach(() => {
    localStorage.clear();
    serve(FILES);
  });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('lists and opens what was recorded, the first at once', async () => {
    const bridge = createReplayBridge('http://localhost/page/');
    expect(await bridge.request('runs:list')).toMatchObject({
      ok: true,
      value: [{ id: 'recorded', title: 'A title', epoch: 2, bestValidTop1: 21, seconds: 1, resumable: false }],
    });
    const opened = await bridge.request('runs:open', 'recorded');
    expect(opened).toMatchObject({ ok: true, value: { id: 'recorded', live: false } });
    expect(await bridge.request('runs:live')).toEqual(opened);
  });

  it('says that a search needs the app', async () => {
    const bridge = createReplayBridge('http://localhost/page/');
    expect(await bridge.request('dataset:demo')).toEqual({
      ok: false,
      message: 'This page replays recorded runs; that needs the Dartboard app.',
    });
  });

  it('keeps settings in the browser, whatever lay there', async () => {
    const bridge = createReplayBridge('http://localhost/page/');
    localStorage.setItem('dartboard-settings', 'garbage');
    expect(await bridge.request('settings:get')).toMatchObject({ ok: true, value: { theme: 'system' } });
    await bridge.request('settings:set', { theme: 'dark' });
    expect(await createReplayBridge('http://localhost/page/').request('settings:get')).toMatchObject({
      value: { theme: 'dark' },
    });
  });

  it('tells in a sentence when a file is missing or of another version', async () => {
    serve({});
    expect(await createReplayBridge('http://localhost/page/').request('runs:list')).toEqual({
      ok: false,
      message: '/page/runs/index.json cannot be read (404); is the page complete?',
    });
    serve({ '/page/runs/index.json': { format: 'dartboard-web', version: 2 } });
    expect(await createReplayBridge('http://localhost/page/').request('runs:list')).toEqual({
      ok: false,
      message: '/page/runs/index.json was written by another version of Dartboard.',
    });
  });
});
