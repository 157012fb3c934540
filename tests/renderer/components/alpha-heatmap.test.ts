import { mount } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';

import AlphaHeatmap from '../../../renderer/components/alphas/AlphaHeatmap.vue';
import { useTestBridge } from '../helpers/bridge';
import { makeAlphas } from '../helpers/records';

describe('AlphaHeatmap', () => {
  beforeEach(() => {
    useTestBridge();
  });

  function draw() {
    const { normal, genotype } = makeAlphas(0, 1, false);
    // The first row: alphas 0, except max pooling: e^2 / (7 + e^2) = 7.389 / 14.389 = 51.4 %, the others 6.9 %.
    const alphas = [[0, 2, 0, 0, 0, 0, 0, 0], ...normal.slice(1)];
    return mount(AlphaHeatmap, { props: { title: 'Normal cell', alphas, edges: genotype.normal, scale: 'auto' } });
  }

  it('is a table of fourteen edges and eight operations, in percent', () => {
    const rows = draw().findAll('tbody tr');
    expect(rows).toHaveLength(14);
    expect(rows[0]?.find('th').text()).toContain('→ 0');
    expect(rows[0]?.findAll('td').map((cell) => cell.text())).toEqual([
      '6.9',
      '51.4',
      '6.9',
      '6.9',
      '6.9',
      '6.9',
      '6.9',
      '6.9',
    ]);
  });

  it('marks the operation that the genotype keeps, two edges a node', () => {
    const map = draw();
    expect(map.findAll('td.kept')).toHaveLength(8);
    expect(map.findAll('tbody').map((node) => node.findAll('tr.kept').length)).toEqual([2, 2, 2, 2]);
    expect(map.find('tr.kept th').text()).toMatch(/keeps \w+/);
  });

  it('tells probability and alpha of the cell under the pointer', async () => {
    const map = draw();
    await map.find('tbody td:nth-of-type(2)').trigger('pointerenter');
    expect(map.text()).toContain('cₖ₋₂ → 0 · max_pool_3x3 · 51.352% · α 2.0000');
    await map.find('table').trigger('pointerleave');
    expect(map.text()).not.toContain('max_pool_3x3 ·');
  });
});
