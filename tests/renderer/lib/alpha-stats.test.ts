import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decisionSeries, edgeLines } from '../../../renderer/lib/alpha-series';
import { cellStats, rowOfEdge } from '../../../renderer/lib/alpha-stats';
import { describeEdge, edgeName, edgeViews } from '../../../renderer/lib/edge-view';
import type { AlphasRecord } from '../../../src-core/runs/records';
import { EDGE_LIST, EDGES } from '../../../src-core/space/cell-topology';
import { deriveGenotype } from '../../../src-core/space/derive-genotype';
import { PRIMITIVES } from '../../../src-core/space/primitives';
import { makeAlphas } from '../helpers/records';

function record(normal: number[][], globalStep = 0): AlphasRecord {
  const alphas = { normal, reduce: normal };
  return {
    kind: 'alphas',
    epoch: 0,
    globalStep,
    epochEnd: false,
    ...alphas,
    genotype: deriveGenotype(alphas),
    time: 0,
  };
}

const flat = Array.from({ length: EDGES }, () => PRIMITIVES.map(() => 0));

describe('cellStats', () => {
  it('gives entropy 1 and no margin where all operations are equal', () => {
    const { entropy, margin } = cellStats(record(flat), 'normal');
    expect(entropy).toBeCloseTo(1);
    expect(margin).toBe(0);
  });

  it('gives entropy 0 and the whole margin where one operation has it all', () => {
    const skip = PRIMITIVES.indexOf('skip_connect');
    const decided = flat.map((row) => row.map((_, i) => (i === skip ? 100 : 0)));
    const { entropy, margin, skips } = cellStats(record(decided), 'normal');
    expect(entropy).toBeCloseTo(0);
    expect(margin).toBeCloseTo(1);
    expect(skips).toBe(8);
  });

  it('leaves `none` out of the margin, since it can never be chosen', () => {
    const noneFirst = flat.map((row) => row.map((_, i) => (i === PRIMITIVES.indexOf('none') ? 5 : 0)));
    expect(cellStats(record(noneFirst), 'normal').margin).toBe(0);
  });

  it('stays between its bounds for any alphas, and is worked out once', () => {
    const matrix = fc.array(fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 8, maxLength: 8 }), {
      minLength: EDGES,
      maxLength: EDGES,
    });
    fc.assert(
      fc.property(matrix, (normal) => {
        const told = record(normal);
        const stats = cellStats(told, 'normal');
        expect(stats.entropy).toBeGreaterThanOrEqual(-1e-12);
        expect(stats.entropy).toBeLessThanOrEqual(1 + 1e-12);
        expect(stats.margin).toBeGreaterThanOrEqual(0);
        expect(cellStats(told, 'normal')).toBe(stats);
      }),
    );
  });
});

describe('rowOfEdge', () => {
  it('finds the row of the alpha matrix of every edge', () => {
    for (const { index, node, source } of EDGE_LIST) expect(rowOfEdge(2 * node + 1, source)).toBe(index);
  });
});

describe('edgeViews', () => {
  it('keeps eight of fourteen edges, those of the genotype', () => {
    const told = makeAlphas(0, 3, false);
    const kept = edgeViews(told, 'reduce', 'auto').filter((edge) => edge.kept);
    expect(kept).toHaveLength(8);
    expect(kept.map(({ op }) => op).sort()).toEqual(told.genotype.reduce.map(([op]) => op).sort());
  });

  it('draws edges by their probability: relative to each other, or absolutely', () => {
    const told = makeAlphas(0, 3, false);
    const auto = edgeViews(told, 'normal', 'auto');
    expect(Math.min(...auto.map(({ strength }) => strength))).toBe(0);
    expect(Math.max(...auto.map(({ strength }) => strength))).toBe(1);
    for (const { strength, probability } of edgeViews(told, 'normal', 'full')) expect(strength).toBe(probability);
  });

  it('says an edge with its whole distribution, the most probable first', () => {
    const told = makeAlphas(0, 3, false);
    const [edge] = edgeViews(told, 'normal', 'auto');
    const words = edge === undefined ? '' : describeEdge(edge, told, 'normal');
    expect(words.startsWith(edgeName(0))).toBe(true);
    const shares = [...words.matchAll(/ ([\d.]+)%/g)].map(([, share]) => Number(share));
    expect(shares).toHaveLength(8);
    expect([...shares].sort((a, b) => b - a)).toEqual(shares);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 0);
  });
});

describe('curves of the alphas', () => {
  const records = [0, 10, 20].map((step) => makeAlphas(0, step, false));

  it('has one line for each operation of an edge, which sum to 100%', () => {
    const lines = edgeLines(records, 'normal', 4);
    expect(lines).toHaveLength(8);
    for (let i = 0; i < 3; i++) {
      expect(lines.reduce((sum, { buffer }) => sum + (buffer.ys[i] ?? NaN), 0)).toBeCloseTo(100);
    }
    // Lines can be told apart without their colours: by their strokes, or by being whole.
    expect(new Set(lines.map(({ dash }) => String(dash))).size).toBeGreaterThanOrEqual(7);
  });

  it('follows entropy, margin and skip connections of both cells', () => {
    const { entropy, margin, skips } = decisionSeries(records);
    for (const series of [entropy, margin, skips]) {
      expect([...series.normal.xs]).toEqual([0, 10, 20]);
      expect(series.reduce).toHaveLength(3);
    }
    expect(skips.normal.ys[0]).toBe(records[0] && cellStats(records[0], 'normal').skips);
  });
});
