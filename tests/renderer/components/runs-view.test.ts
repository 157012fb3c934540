import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import ConfirmDialog from '../../../renderer/components/shell/ConfirmDialog.vue';
import { useAppStore } from '../../../renderer/stores/app';
import { useDatasetsStore } from '../../../renderer/stores/datasets';
import { useRunsStore } from '../../../renderer/stores/runs';
import { useSearchFormStore } from '../../../renderer/stores/search-form';
import RunsView from '../../../renderer/views/RunsView.vue';
import { ok, useTestBridge, type TestBridge } from '../helpers/bridge';
import { CHOICE, makeEntry, makeRecords, makeSnapshot } from '../helpers/records';

const ENTRIES = [
  makeEntry({ id: 'first', created: '2026-11-21T10:00:00Z', bestValidTop1: 40, settings: { layers: 3, seed: 7 } }),
  makeEntry({
    id: 'second',
    title: 'The wide one',
    note: 'slow',
    created: '2026-11-20T10:00:00Z',
    state: 'failed',
    failure: 'The trainer ran out of memory.',
    resumable: true,
    bytes: 207_000,
  }),
];

describe('RunsView', () => {
  let bridge: TestBridge;
  let view: VueWrapper;

  beforeEach(async () => {
    bridge = useTestBridge({ 'runs:list': () => ok(ENTRIES) });
    view = mount(RunsView, { attachTo: document.body });
    await flushPromises();
  });

  afterEach(() => {
    view.unmount();
  });

  function rows(): string[] {
    return view.findAll('[data-testid=run-row]').map((row) => row.text());
  }

  async function act(row: number, action: string): Promise<void> {
    await view.findAll('.action-menu > button')[row]?.trigger('click');
    await flushPromises();
    await view.get(`[data-testid=action-${action}]`).trigger('click');
    await flushPromises();
  }

  it('shows names, notes, settings, results, and why a run failed', () => {
    expect(rows()).toHaveLength(2);
    expect(rows()[0]).toContain('3 cells · seed 7');
    for (const words of ['The wide one', 'slow', 'ran out of memory', 'Failed']) expect(rows()[1]).toContain(words);
  });

  it('searches and sorts', async () => {
    await view.get('[data-testid=runs-search]').setValue('wide');
    expect(rows()).toHaveLength(1);
    await view.get('[data-testid=runs-search]').setValue('');
    await view.get('[data-testid=sort-best]').trigger('click');
    expect(rows()[0]).toContain('The wide one');
    expect(view.get('th[aria-sort=descending]').text()).toContain('Best top-1');
  });

  it('shows folders that cannot be read with the reason', async () => {
    bridge.answers['runs:broken'] = () => ok([{ id: 'torn', problem: 'config.json is empty.' }]);
    await useRunsStore().refresh();
    expect(view.get('[data-testid=broken-runs]').text()).toContain('config.json is empty.');
  });

  it('renames a run and notes something at it', async () => {
    bridge.answers['runs:annotate'] = () => ok(null);
    await act(0, 'edit');
    await view.get('[data-testid=run-title]').setValue(' Best so far ');
    await view.get('[data-testid=run-note]').setValue('keep');
    await view.get('form').trigger('submit');
    await flushPromises();
    expect(bridge.asked).toContainEqual(['runs:annotate', { id: 'first', title: 'Best so far', note: 'keep' }]);
    expect(view.find('[data-testid=run-title]').exists()).toBe(false);
  });

  it('starts again with a run’s settings and data', async () => {
    bridge.answers['dataset:of-run'] = () => ok(CHOICE);
    await act(0, 'clone');
    expect(useAppStore().view).toBe('new');
    expect(useSearchFormStore().checked.config).toMatchObject({ layers: 3, seed: 7, epochs: 50 });
    expect(useDatasetsStore().choice).toEqual(CHOICE);
  });

  it('resumes what can be resumed, and only that', async () => {
    bridge.answers['runs:resume'] = (id) => ok(makeSnapshot(id, makeRecords(1, 10), true));
    await act(1, 'resume');
    expect(useAppStore().view).toBe('run');
    await view.findAll('.action-menu > button')[0]?.trigger('click');
    await flushPromises();
    expect(view.find('[data-testid=action-resume]').exists()).toBe(false);
  });

  it('asks with the size before it deletes', async () => {
    const dialog = mount(ConfirmDialog, { attachTo: document.body });
    bridge.answers['runs:delete'] = () => ok({ trashed: true, bytes: 207_000 });
    await act(1, 'delete');
    expect(dialog.text()).toContain('“The wide one” and everything it measured, 207 KB on the disk');
    await dialog.get('[data-testid=confirm-no]').trigger('click');
    await flushPromises();
    expect(bridge.asked.some(([channel]) => channel === 'runs:delete')).toBe(false);
    await act(1, 'delete');
    await dialog.get('[data-testid=confirm-yes]').trigger('click');
    await flushPromises();
    expect(bridge.asked).toContainEqual(['runs:delete', 'second']);
    expect(useAppStore().messages.map(({ text, tone }) => [text, tone])).toEqual([
      ['“The wide one” is in the trash.', 'done'],
    ]);
    dialog.unmount();
  });

  it('compares once two runs are ticked', async () => {
    const compare = view.get('[data-testid=compare-runs]');
    await view.findAll('[data-testid=choose-run]')[0]?.setValue(true);
    expect(compare.attributes('disabled')).toBeDefined();
    await view.findAll('[data-testid=choose-run]')[1]?.setValue(true);
    await compare.trigger('click');
    expect(useAppStore().view).toBe('compare');
    expect(useRunsStore().chosen).toEqual(['first', 'second']);
  });
});
