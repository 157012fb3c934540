import { beforeEach, describe, expect, it } from 'vitest';

import { useAppStore } from '../../../renderer/stores/app';
import { fail, ok, useTestBridge, type TestBridge } from '../helpers/bridge';
import { APP_INFO, makeInfo } from '../helpers/records';

describe('the app store', () => {
  let bridge: TestBridge;

  beforeEach(() => {
    bridge = useTestBridge();
  });

  it('gives the value of a request', async () => {
    bridge.answers['runs:list'] = () => ok([]);
    expect(await useAppStore().ask('runs:list')).toEqual([]);
  });

  it('shows the sentence of a failed request and lives on', async () => {
    const app = useAppStore();
    bridge.answers['runs:open'] = (id) => fail(`Run ${id} has no config.json.`);
    expect(await app.ask('runs:open', 'old')).toBeUndefined();
    expect(app.messages.map((message) => message.text)).toEqual(['Run old has no config.json.']);
  });

  it('shows the last three sentences, each once, until they are dismissed', () => {
    const app = useAppStore();
    for (const text of ['one', 'two', 'two', 'three', 'four']) app.show(text);
    expect(app.messages.map((message) => message.text)).toEqual(['two', 'three', 'four']);
    app.dismiss(app.messages[0]?.id ?? NaN);
    expect(app.messages.map((message) => message.text)).toEqual(['three', 'four']);
  });

  it('learns where the trainer stands, and says so when it crashes', async () => {
    const app = useAppStore();
    const { device } = makeInfo('a');
    bridge.answers['trainer:state'] = () => ok({ kind: 'ready', device });
    bridge.answers['app:info'] = () => ok(APP_INFO);
    await app.connect();
    expect(app.trainer).toEqual({ kind: 'ready', device });
    bridge.push('trainer:state', { kind: 'crashed', message: 'The trainer ran out of memory.' });
    expect(app.trainer.kind).toBe('crashed');
    expect(app.messages.map((message) => message.text)).toEqual(['The trainer ran out of memory.']);
  });

  it('draws the theme that was chosen, and keeps it in the settings', async () => {
    const app = useAppStore();
    app.followTheme();
    await app.loadSettings();
    app.toggleTheme();
    app.toggleTheme();
    await Promise.resolve();
    expect(app.theme).toBe('dark');
    expect(document.documentElement.dataset['theme']).toBe('dark');
    expect(bridge.asked.filter(([channel]) => channel === 'settings:set')).toEqual([
      ['settings:set', { theme: 'light' }],
      ['settings:set', { theme: 'dark' }],
    ]);
  });

  it('says when a setting could not be kept, and shows what holds', async () => {
    const app = useAppStore();
    bridge.answers['settings:set'] = () => fail('The settings cannot be written: the disk is full.');
    await app.change({ theme: 'dark' });
    expect(app.settings.theme).toBe('system');
    expect(app.messages.map(({ text }) => text)).toEqual(['The settings cannot be written: the disk is full.']);
  });
});
