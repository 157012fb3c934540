import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import App from '../../../renderer/App.vue';
import { useAppStore } from '../../../renderer/stores/app';
import { fail, ok, useTestBridge, type TestBridge } from '../helpers/bridge';
import { APP_INFO, CHOICE, makeEntry, makeInfo, makeRecords, makeSnapshot } from '../helpers/records';

describe('App', () => {
  let bridge: TestBridge;
  let app: VueWrapper;

  beforeEach(() => {
    bridge = useTestBridge({
      'trainer:state': () => ok({ kind: 'ready', device: makeInfo('a').device }),
      'app:info': () => ok(APP_INFO),
      'runs:live': () => ok(null),
      'runs:list': () => ok([]),
    });
  });

  afterEach(() => {
    app.unmount();
  });

  async function open(): Promise<void> {
    app = mount(App, { attachTo: document.body });
    await flushPromises();
  }

  async function click(testId: string): Promise<void> {
    await app.get(`[data-testid=${testId}]`).trigger('click');
    await flushPromises();
  }

  it('starts at a new search and shows the device', async () => {
    await open();
    expect(app.find('[data-testid=dataset-pick]').exists()).toBe(true);
    expect(app.get('[data-testid=device]').text()).toContain('A processor');
    expect(app.get('[data-testid=device]').text()).toContain('CPU, 2 threads · TensorFlow 2.21.0');
  });

  it('finds the live run again when the window was reloaded', async () => {
    bridge.answers['runs:live'] = () => ok(makeSnapshot('a run', makeRecords(1, 10), true));
    await open();
    expect(app.get('h1').text()).toBe('a run');
    expect(app.get('[data-testid=nav-live]').attributes('aria-current')).toBe('page');
  });

  it('opens a run of the list, and belongs to the list then', async () => {
    bridge.answers['runs:list'] = () => ok([makeEntry({ id: 'old run', bestValidTop1: 61.25 })]);
    bridge.answers['runs:open'] = (id) => ok(makeSnapshot(id, makeRecords(2, 10), false));
    await open();
    await click('nav-runs');
    expect(app.get('[data-testid=run-row]').text()).toContain('61.3%');
    await click('run-row');
    expect(app.get('h1').text()).toBe('old run');
    expect(app.get('[data-testid=nav-runs]').attributes('aria-current')).toBe('page');
  });

  it('invites to the demo where there are no runs', async () => {
    bridge.answers['dataset:demo'] = () => ok({ ...CHOICE, location: 'Drawn by the app' });
    await open();
    await click('nav-runs');
    expect(app.text()).toContain('No runs yet');
    await app
      .findAll('button')
      .find((button) => button.text() === 'Try the demo')
      ?.trigger('click');
    await flushPromises();
    expect(app.get('[data-testid=dataset-facts]').text()).toContain('Drawn by the app');
  });

  it('shows what fails as a sentence that can be dismissed, and lives on', async () => {
    bridge.answers['dataset:pick'] = () => fail('The folder is empty.');
    await open();
    await click('dataset-pick');
    const message = app.get('[data-testid=message]');
    expect([message.text(), message.attributes('role')]).toEqual(['The folder is empty.', 'alert']);
    await message.get('button').trigger('click');
    expect(useAppStore().messages).toEqual([]);
  });

  it('does what the menu asks for', async () => {
    bridge.answers['dataset:pick'] = () => ok(CHOICE);
    await open();
    await click('nav-runs');
    bridge.push('menu:command', 'open-dataset');
    await flushPromises();
    expect(app.find('[data-testid=dataset-facts]').exists()).toBe(true);
    bridge.push('menu:command', 'save-genotype');
    await flushPromises();
    expect(app.get('[data-testid=message]').text()).toMatch(/no genotype to save yet/);
  });
});
