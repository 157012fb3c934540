import { expect, it } from 'vitest';
import * as v from 'valibot';

import { GenotypeSchema } from '../../../src-core/space/genotype';
import { PRIMITIVES } from '../../../src-core/space/primitives';
import { randomGenotype } from '../../../src-core/space/random-genotype';

it('draws from the whole search space: every operation, every state, never one state twice in a node', () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 200; seed++) {
    const genotype = v.parse(GenotypeSchema, randomGenotype(seed));
    for (const cell of [genotype.normal, genotype.reduce]) {
      expect(cell).toHaveLength(8);
      for (const [i, [op, source]] of cell.entries()) {
        seen.add(`${op} ${Math.floor(i / 2)} ${source}`);
        if (i % 2 === 1) expect(source).toBeGreaterThan(cell[i - 1]?.[1] ?? Infinity);
      }
    }
  }
  // Node i reads any of 2 + i states, through any operation but `none`.
  expect(seen.size).toBe((PRIMITIVES.length - 1) * (2 + 3 + 4 + 5));
});
