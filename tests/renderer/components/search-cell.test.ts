import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import SearchCell from '../../../renderer/components/cell-graph/SearchCell.vue';
import { makeAlphas } from '../helpers/records';
import { useTestBridge } from '../helpers/bridge';

enableAutoUnmount(afterEach);

const record = makeAlphas(0, 1, false);

function draw() {
  return mount(SearchCell, {
    props: { title: 'Normal cell', cell: 'normal', record, scale: 'auto', selected: null },
    attachTo: document.body,
  });
}

describe('SearchCell', () => {
  beforeEach(() => {
    useTestBridge();
  });

  it('draws all fourteen edges and names the eight that the genotype keeps', () => {
    const cell = draw();
    expect(cell.findAll('.edge')).toHaveLength(14);
    expect(cell.findAll('.cell-edge')).toHaveLength(8);
    expect(cell.findAll('.label')).toHaveLength(8);
  });

  it('tells each edge apart in words, kept or not', () => {
    const labels = draw()
      .findAll('.edge')
      .map((edge) => edge.attributes('aria-label'));
    expect(labels.filter((label) => label?.endsWith(', kept'))).toHaveLength(8);
    expect(labels.filter((label) => label?.endsWith(', not kept'))).toHaveLength(6);
    expect(new Set(labels).size).toBe(14);
  });

  it('is one stop of the Tab key; arrows walk along its edges and show each one’s distribution', async () => {
    const cell = draw();
    expect(cell.findAll('.edge[tabindex="0"]')).toHaveLength(1);
    cell.get<SVGGElement>('.edge[tabindex="0"]').element.focus();
    await cell.get('svg').trigger('keydown', { key: 'End' });
    expect(document.activeElement?.getAttribute('data-row')).toBe('13');
    expect(cell.get('.distribution').text()).toContain('entropy');
    expect(cell.get('[role=status]').text()).toMatch(/^2 → 3, .*entropy 0\.\d+, margin/);
    await cell.get('svg').trigger('keydown', { key: 'ArrowLeft' });
    expect(document.activeElement?.getAttribute('data-row')).toBe('12');
    await cell.get('svg').trigger('keydown', { key: 'Enter' });
    expect(cell.emitted('select')).toEqual([[12]]);
    await cell.get('svg').trigger('keydown', { key: 'Escape' });
    expect(cell.find('.distribution').exists()).toBe(false);
  });

  it('shows the distribution under the pointer', async () => {
    const cell = draw();
    await cell.get('.edge[data-row="3"]').trigger('pointerenter');
    expect(cell.findAll('.distribution li')).toHaveLength(8);
    await cell.get('svg').trigger('pointerleave');
    expect(cell.find('.distribution').exists()).toBe(false);
  });

  it('marks what has changed, but not while the timeline is dragged', async () => {
    const cell = draw();
    await cell.setProps({ still: true, record: makeAlphas(0, 2, false) });
    expect(cell.findAll('.edge.changed')).toHaveLength(0);
    await cell.setProps({ still: false, record: makeAlphas(0, 3, false) });
    expect(cell.findAll('.edge.changed').length).toBeGreaterThan(0);
  });
});
