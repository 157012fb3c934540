import fc from 'fast-check';

import type { Genotype, GenotypeEdge } from '../../../src-core/space/genotype';
import { PRIMITIVES } from '../../../src-core/space/primitives';

/** Any cell of `nodes` nodes: two edges a node, each from a state before it. */
export function cellEdges(nodes = 4): fc.Arbitrary<GenotypeEdge[]> {
  return fc.tuple(
    ...Array.from({ length: 2 * nodes }, (_, i) =>
      fc.tuple(fc.constantFrom(...PRIMITIVES), fc.nat(1 + Math.floor(i / 2))),
    ),
  );
}

/** Any genotype of one to eight nodes a cell. */
export function genotype(): fc.Arbitrary<Genotype> {
  return fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 })).chain(([normal, reduce]) =>
    fc.record({
      normal: cellEdges(normal),
      normalConcat: concat(normal),
      reduce: cellEdges(reduce),
      reduceConcat: concat(reduce),
    }),
  );
}

function concat(nodes: number): fc.Arbitrary<number[]> {
  return fc.uniqueArray(fc.integer({ min: 2, max: 1 + nodes }), { minLength: 1 });
}
