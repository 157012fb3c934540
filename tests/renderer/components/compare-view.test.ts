import { flushPromises, mount } from '@vue/test-utils';
import { expect, it } from 'vitest';

import { useRunsStore } from '../../../renderer/stores/runs';
import CompareView from '../../../renderer/views/CompareView.vue';
import { ok, useTestBridge } from '../helpers/bridge';
import { makeEntry, makeRecords, makeSnapshot } from '../helpers/records';

it('lays two runs side by side: curves, settings that differ, and cells', async () => {
  useTestBridge({
    'runs:list': () => ok(['one', 'two'].map((id, seed) => makeEntry({ id, settings: { layers: 8, seed } }))),
    'runs:open': (id) => ok(makeSnapshot(id, makeRecords(id === 'one' ? 1 : 2, 10), false)),
  });
  const runs = useRunsStore();
  await runs.refresh();
  runs.chosen = ['one', 'two'];
  const view = mount(CompareView, { attachTo: document.body });
  await flushPromises();

  expect(view.get('[data-testid=compare-loss]').text()).toMatch(/one.*two/s);
  const table = view.get('[data-testid=settings-diff]');
  expect(table.text()).toContain('Seed');
  expect(table.text()).not.toContain('Cells');
  await view.get('input[type=checkbox]').setValue(true);
  expect(table.text()).toContain('Cells');

  const cells = view.findAll('[data-testid=compared-cell]');
  expect(cells).toHaveLength(2);
  // Each cell has as many marks as edges are listed in words.
  for (const cell of cells) expect(cell.findAll('path.mark')).toHaveLength(cell.findAll('li').length);
  expect(cells[0]?.findAll('path.mark').length).toBeGreaterThan(0);
  view.unmount();
});
