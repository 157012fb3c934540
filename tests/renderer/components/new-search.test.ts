import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';

import { useAppStore } from '../../../renderer/stores/app';
import { useRunStore } from '../../../renderer/stores/run';
import NewSearchView from '../../../renderer/views/NewSearchView.vue';
import { SEARCH_OPTIONS } from '../../../src-core/search/config';
import { fail, ok, useTestBridge, type TestBridge } from '../helpers/bridge';
import { CHOICE, makeSnapshot, makeStatus } from '../helpers/records';

describe('NewSearchView', () => {
  let bridge: TestBridge;
  let view: VueWrapper;

  beforeEach(() => {
    bridge = useTestBridge({ 'dataset:pick': () => ok(CHOICE) });
    view = mount(NewSearchView);
  });

  function find(testId: string) {
    return view.find(`[data-testid=${testId}]`);
  }

  async function pick(): Promise<void> {
    await find('dataset-pick').trigger('click');
    await flushPromises();
  }

  it('shows what was found in a folder', async () => {
    await pick();
    const facts = find('dataset-facts').text();
    for (const words of ['pictures', '/home/ada/pictures', 'CIFAR-10 binary', '32 × 32 × 3', '200', '20']) {
      expect(facts).toContain(words);
    }
    expect(view.findAll('[data-testid=thumbnail]').map((image) => image.attributes('alt'))).toEqual([
      'cat, example 1',
      'cat, example 2',
      'dog, example 1',
    ]);
  });

  it('stays ready for another folder when one is wrong', async () => {
    bridge.answers['dataset:pick'] = () => fail('The folder is empty.');
    await pick();
    expect(useAppStore().messages.map(({ text }) => text)).toEqual(['The folder is empty.']);
    expect(find('dataset-pick').attributes('disabled')).toBeUndefined();
    expect(find('dataset-facts').exists()).toBe(false);
  });

  it('takes a folder that is dropped on it', async () => {
    bridge.dropped = ok(CHOICE);
    const event = new Event('drop');
    Object.assign(event, { dataTransfer: { files: [new File([], 'pictures')] } });
    view.element.dispatchEvent(event);
    await flushPromises();
    expect(find('dataset-facts').exists()).toBe(true);
  });

  it('offers every option under its own name', async () => {
    await pick();
    expect(find('option-learningRate').exists()).toBe(false);
    await find('all-options').trigger('click');
    for (const name of Object.keys(SEARCH_OPTIONS)) {
      expect(find(`option-${name}`).exists(), name).toBe(true);
    }
  });

  it('tells a wrong value at its field and does not start', async () => {
    await pick();
    expect(find('search-start').attributes('disabled')).toBeUndefined();
    await find('option-batchSize').setValue('0');
    expect(view.text()).toContain('Batch size (batchSize) must be a whole number from 1 to 65536, not 0.');
    expect(find('option-batchSize').attributes('aria-invalid')).toBe('true');
    expect(find('search-start').attributes('disabled')).toBeDefined();
  });

  it('starts with the settings of the form and goes to the run', async () => {
    bridge.answers['search:start'] = () => ok(makeSnapshot('new-run', [makeStatus({ state: 'preparing' })], true));
    await pick();
    await find('option-epochs').setValue('3');
    await find('search-start').trigger('click');
    await flushPromises();
    // An estimate may be asked for at any time.
    expect(bridge.asked.filter(([channel]) => channel === 'search:start')).toMatchObject([
      ['search:start', { dataset: 'token-1', config: { epochs: 3, layers: 8 } }],
    ]);
    expect([useAppStore().view, useRunStore().id]).toEqual(['run', 'new-run']);
  });
});
