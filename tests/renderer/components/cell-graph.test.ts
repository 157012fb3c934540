import { mount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';

import CellGraph from '../../../renderer/components/cell-graph/CellGraph.vue';
import type { GenotypeEdge } from '../../../src-core/space/genotype';
import { makeAlphas } from '../helpers/records';

const { genotype } = makeAlphas(0, 1, false);

function draw(edges: readonly GenotypeEdge[] = genotype.normal) {
  return mount(CellGraph, { props: { title: 'Normal cell', edges, concat: genotype.normalConcat } });
}

describe('CellGraph', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('draws seven states, eight edges with their operations, and four lines into the output', () => {
    const graph = draw();
    expect(graph.findAll('.cell-node').map((node) => node.text())).toEqual(['ck−2', 'ck−1', '0', '1', '2', '3', 'ck']);
    expect(graph.findAll('.cell-edge')).toHaveLength(8);
    expect(graph.findAll('.concat')).toHaveLength(4);
    expect(graph.findAll('.cell-edge text').map((label) => label.text())).not.toContain('');
  });

  it('tells the cell in words', () => {
    const label = draw().attributes('aria-label');
    expect(label).toMatch(/^Normal cell: node 0 adds /);
    expect(draw().attributes('role')).toBe('img');
  });

  it('always draws eight edges, and marks those that changed for a moment', async () => {
    vi.useFakeTimers();
    const graph = draw();
    const [first, ...others] = genotype.normal;
    const changed: GenotypeEdge = [first?.[0] === 'skip_connect' ? 'sep_conv_3x3' : 'skip_connect', first?.[1] ?? 0];
    await graph.setProps({ edges: [changed, ...others] });
    expect(graph.findAll('.cell-edge')).toHaveLength(8);
    expect(graph.findAll('.cell-edge.changed')).toHaveLength(1);
    vi.advanceTimersByTime(5_000);
    await nextTick();
    expect(graph.findAll('.cell-edge.changed')).toHaveLength(0);
  });

  it('sees no change in the same cell told again', async () => {
    const graph = draw();
    await graph.setProps({ edges: genotype.normal.map(([op, source]): GenotypeEdge => [op, source]) });
    expect(graph.findAll('.cell-edge.changed')).toHaveLength(0);
  });
});
