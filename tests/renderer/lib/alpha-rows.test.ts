import { describe, expect, it } from 'vitest';

import { alphaRows } from '../../../renderer/lib/alpha-rows';
import { stateName } from '../../../renderer/lib/state-name';
import { makeAlphas } from '../helpers/records';

describe('alphaRows', () => {
  const { normal, genotype } = makeAlphas(0, 1, false);
  const nodes = alphaRows(normal, genotype.normal);

  it('goes node by node, each edge under its name', () => {
    expect(nodes.map((rows) => rows.map((row) => row.name))).toEqual([
      ['cₖ₋₂ → 0', 'cₖ₋₁ → 0'],
      ['cₖ₋₂ → 1', 'cₖ₋₁ → 1', '0 → 1'],
      ['cₖ₋₂ → 2', 'cₖ₋₁ → 2', '0 → 2', '1 → 2'],
      ['cₖ₋₂ → 3', 'cₖ₋₁ → 3', '0 → 3', '1 → 3', '2 → 3'],
    ]);
  });

  it('marks two edges of each node as kept, with their operations', () => {
    for (const [node, rows] of nodes.entries()) {
      const kept = rows.filter((row) => row.kept !== null).map((row) => `${row.kept} ${row.source}`);
      const edges = genotype.normal.slice(2 * node, 2 * node + 2);
      expect(kept.sort()).toEqual(edges.map(([op, source]) => `${op} ${stateName(source)}`).sort());
    }
  });

  it('gives probabilities that sum to one', () => {
    for (const row of nodes.flat()) expect(row.probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  });
});
