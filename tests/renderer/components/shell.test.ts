import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import App from '../../../renderer/App.vue';
import { useAppStore } from '../../../renderer/stores/app';
import { ok, useTestBridge, type TestBridge } from '../helpers/bridge';
import { APP_INFO, CHOICE, makeEntry, makeInfo, makeRecords, makeSnapshot, makeStatus } from '../helpers/records';

const SETTINGS = { theme: 'light', onClose: 'ask', notify: true, keepAwake: true, tourSeen: false } as const;

describe('the window', () => {
  let bridge: TestBridge;
  let app: VueWrapper;

  beforeEach(() => {
    bridge = useTestBridge({
      'trainer:state': () => ok({ kind: 'ready', device: makeInfo('a').device }),
      'app:info': () => ok(APP_INFO),
      'runs:live': () => ok(null),
      'runs:list': () => ok([]),
      'device:usage': () =>
        ok({
          machine: { cores: 2, cpuPercent: 10, memoryUsed: 1e9, memoryTotal: 2e9 },
          trainer: null,
          gpus: [],
          noGpu: 'no NVIDIA driver (nvidia-smi is not there)',
        }),
    });
  });

  afterEach(() => {
    app.unmount();
  });

  async function open(): Promise<void> {
    app = mount(App, { attachTo: document.body });
    await flushPromises();
  }

  async function press(key: string, ctrlKey = true): Promise<void> {
    document.dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey, bubbles: true, cancelable: true }));
    await flushPromises();
  }

  async function click(testId: string): Promise<void> {
    await app.get(`[data-testid=${testId}]`).trigger('click');
    await flushPromises();
  }

  it('goes everywhere by keys and by the palette', async () => {
    await open();
    await press('6');
    expect(app.get('h1').text()).toBe('Learn');
    await press('k');
    const input = app.get('[data-testid=palette-input]');
    await input.setValue('settings');
    await input.trigger('keydown', { key: 'Enter' });
    await flushPromises();
    expect(app.get('h1').text()).toBe('Settings');
    expect(app.find('[data-testid=palette-input]').exists()).toBe(false);
  });

  it('walks through the palette and says why a command cannot be done now', async () => {
    await open();
    await press('k');
    const input = app.get('[data-testid=palette-input]');
    await input.setValue('the live run');
    const ids = app.findAll('[role=option]').map((option) => option.attributes('id'));
    expect(input.attributes('aria-activedescendant')).toBe(ids[0]);
    await input.trigger('keydown', { key: 'ArrowUp' });
    expect(input.attributes('aria-activedescendant')).toBe(ids[ids.length - 1]);
    await input.trigger('keydown', { key: 'Enter' });
    expect(useAppStore().messages.map(({ text }) => text)).toEqual(['No run is live.']);
  });

  it('explains a term beside it, and closes with Escape where it was opened', async () => {
    await open();
    await press('5');
    const tip = app.get('[data-term=retrain]');
    await tip.trigger('click');
    await flushPromises();
    expect(tip.attributes('aria-expanded')).toBe('true');
    expect(app.get(`[id="${tip.attributes('aria-controls')}"]`).text()).toContain('from scratch');
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await flushPromises();
    expect(tip.attributes('aria-expanded')).toBe('false');
    expect(document.activeElement).toBe(tip.element);
  });

  it('tells why no graphics card computes', async () => {
    await open();
    const why = 'no NVIDIA driver (nvidia-smi is not there)';
    expect(app.get('[data-testid=device]').attributes('title')).toContain(`No graphics card is used: ${why}.`);
    await press(',');
    expect(app.text()).toContain(`Not used: ${why}.`);
  });

  it('opens the paper by main, not in the window', async () => {
    bridge.answers['app:open-link'] = () => ok(null);
    await open();
    await press('6');
    await app.get('a[target=_blank]').trigger('click');
    expect(bridge.asked).toContainEqual(['app:open-link', 'https://arxiv.org/pdf/1806.09055']);
  });

  it('offers a run that was cut off, and resumes it', async () => {
    bridge.answers['runs:interrupted'] = () => ok(makeEntry({ id: 'cut off', epoch: 11, epochs: 50 }));
    bridge.answers['runs:resume'] = (id) => ok(makeSnapshot(id, makeRecords(1, 10), true));
    await open();
    expect(app.get('[data-testid=resume-offer]').text()).toContain('“cut off” was cut off at epoch 12 of 50');
    await click('resume-run');
    expect(app.find('[data-testid=resume-offer]').exists()).toBe(false);
    expect(app.get('h1').text()).toBe('cut off');
  });

  it('tours a search on the demo data when it is opened for the first time', async () => {
    bridge.answers['settings:get'] = () => ok(SETTINGS);
    bridge.answers['settings:set'] = (change) => ok({ ...SETTINGS, ...change });
    bridge.answers['dataset:demo'] = () => ok(CHOICE);
    bridge.answers['search:start'] = () => ok(makeSnapshot('demo', [makeStatus()], true));
    await open();
    await click('tour-start');
    expect(bridge.asked).toContainEqual([
      'search:start',
      { dataset: 'token-1', config: expect.objectContaining({ epochs: 5, channels: 4, layers: 3 }) },
    ]);
    expect(app.get('[data-testid=tour]').text()).toContain('A search is running');
    expect(app.find('[data-tour]').exists()).toBe(true);
    expect(bridge.asked).toContainEqual(['settings:set', { tourSeen: true }]);
    for (let stops = 0; stops < 5; stops++) await click('tour-next');
    expect(app.find('[data-testid=tour]').exists()).toBe(false);
    expect(app.find('[data-tour]').exists()).toBe(false);
  });

  it('never offers the tour again once it was declined', async () => {
    bridge.answers['settings:get'] = () => ok(SETTINGS);
    bridge.answers['settings:set'] = (change) => ok({ ...SETTINGS, ...change });
    await open();
    await click('tour-decline');
    expect(app.find('[data-testid=tour-invite]').exists()).toBe(false);
    expect(bridge.asked).toContainEqual(['settings:set', { tourSeen: true }]);
  });

  it('keeps what is chosen in the settings', async () => {
    await open();
    await press(',');
    await app.get('[data-testid=theme-dark]').setValue(true);
    await flushPromises();
    expect(document.documentElement.dataset['theme']).toBe('dark');
    expect(bridge.asked).toContainEqual(['settings:set', { theme: 'dark' }]);
  });
});
