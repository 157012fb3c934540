import { describe, expect, it } from 'vitest';

import { compareSettings } from '../../../renderer/lib/compare-settings';
import { differingEdges } from '../../../renderer/lib/differing-edges';
import type { GenotypeEdge } from '../../../src-core/space/genotype';
import { PRESET_GENOTYPES } from '../../../src-core/space/preset-genotypes';
import { makeEntry } from '../helpers/records';

describe('comparing settings', () => {
  it('names options as the form does and tells which differ', () => {
    const rows = compareSettings([
      makeEntry({ settings: { batchSize: 64, unrolled: false, seed: 1 } }),
      makeEntry({ settings: { batchSize: 64, unrolled: true } }),
    ]);
    expect(rows.filter(({ differs }) => differs)).toEqual([
      { name: 'unrolled', label: 'Second order', values: ['off', 'on'], differs: true },
      { name: 'seed', label: 'Seed', values: ['1', '–'], differs: true },
    ]);
    expect(rows.find(({ name }) => name === 'batchSize')?.values).toEqual(['64', '64']);
  });
});

describe('comparing cells', () => {
  const edges: GenotypeEdge[] = [
    ['sep_conv_3x3', 0],
    ['skip_connect', 1],
    ['max_pool_3x3', 2],
    ['sep_conv_3x3', 0],
  ];

  it('takes a node’s two edges in any order', () => {
    const turned = [edges[1], edges[0], edges[3], edges[2]].flatMap((edge) => (edge === undefined ? [] : [edge]));
    expect([...differingEdges(edges, [turned])]).toEqual([]);
  });

  it('marks another operation, another source, and another node', () => {
    const other: GenotypeEdge[] = [
      ['sep_conv_5x5', 0],
      ['skip_connect', 0],
      ['max_pool_3x3', 2],
      ['sep_conv_3x3', 1],
    ];
    expect([...differingEdges(edges, [other])]).toEqual([0, 1, 3]);
  });

  it('marks what any of several lacks', () => {
    expect([...differingEdges(edges, [edges, edges.slice(0, 2)])]).toEqual([2, 3]);
  });

  it('finds what DARTS V2 has of its own at the last node of its normal cell', () => {
    const { DARTS_V1, DARTS_V2 } = PRESET_GENOTYPES;
    const marked = [...differingEdges(DARTS_V2.normal, [DARTS_V1.normal])].filter((i) => i >= 6);
    expect(marked.map((i) => DARTS_V2.normal[i])).toEqual([
      ['skip_connect', 0],
      ['dil_conv_3x3', 2],
    ]);
  });
});
