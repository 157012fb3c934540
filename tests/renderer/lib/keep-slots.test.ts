import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { changedSlots, keepSlots } from '../../../renderer/lib/keep-slots';
import type { GenotypeEdge } from '../../../src-core/space/genotype';
import { PRIMITIVES } from '../../../src-core/space/primitives';

/** A cell as a search derives it: two edges from different states for each of four nodes. */
const cells = fc
  .tuple(
    ...[0, 1, 2, 3].map((node) =>
      fc.tuple(
        fc.uniqueArray(fc.integer({ min: 0, max: node + 1 }), { minLength: 2, maxLength: 2 }),
        fc.array(fc.constantFrom(...PRIMITIVES), { minLength: 2, maxLength: 2 }),
      ),
    ),
  )
  .map((nodes) =>
    nodes.flatMap(([sources, ops]) => sources.map((source, i): GenotypeEdge => [ops[i] ?? 'none', source])),
  );

describe('keepSlots', () => {
  it('only swaps the two edges of a node', () => {
    fc.assert(
      fc.property(cells, cells, (before, after) => {
        const kept = keepSlots(before, after);
        for (let i = 0; i < after.length; i += 2) {
          expect(new Set(kept.slice(i, i + 2))).toEqual(new Set(after.slice(i, i + 2)));
        }
      }),
    );
  });

  it('lets an edge that stays stand still', () => {
    fc.assert(
      fc.property(cells, cells, (before, after) => {
        const kept = keepSlots(before, after);
        for (const [i, [op, source]] of kept.entries()) {
          const other = before[i ^ 1];
          const moved = other?.[0] === op && other[1] === source;
          // It may stand in the other place only when its neighbour there stands still instead.
          if (moved) expect(kept[i ^ 1]?.[1]).toBe(before[i]?.[1] ?? NaN);
        }
      }),
    );
  });

  it('sees no change when only the order changed', () => {
    const before: GenotypeEdge[] = [
      ['sep_conv_3x3', 0],
      ['skip_connect', 1],
    ];
    const kept = keepSlots(before, [...before].reverse());
    expect(kept).toEqual(before);
    expect(changedSlots(before, kept)).toEqual([]);
  });
});

describe('changedSlots', () => {
  it('names the places with another operation or state', () => {
    const before: GenotypeEdge[] = [
      ['sep_conv_3x3', 0],
      ['skip_connect', 1],
    ];
    expect(
      changedSlots(before, [
        ['sep_conv_5x5', 0],
        ['skip_connect', 1],
      ]),
    ).toEqual([0]);
  });
});
