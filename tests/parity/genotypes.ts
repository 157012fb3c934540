import * as v from 'valibot';

import { EDGES } from '../../src-core/space/cell-topology';
import { deriveGenotype } from '../../src-core/space/derive-genotype';
import { PRIMITIVES } from '../../src-core/space/primitives';
import type { Alphas } from '../../src-core/search/step-executor';
import { compareExactly, type Comparison } from './compare';
import type { GoldenFolder } from './golden-folder';

const Edges = v.array(v.tuple([v.string(), v.number()]));

/** A genotype as the reference's named tuple. */
export const ReferenceGenotype = v.object({
  normal: Edges,
  normal_concat: v.array(v.number()),
  reduce: Edges,
  reduce_concat: v.array(v.number()),
});
export type ReferenceGenotype = v.InferOutput<typeof ReferenceGenotype>;

/** Whether our alphas derive to the reference's genotype: off by as many edges and states as differ. */
export function compareGenotype(name: string, alphas: Alphas, theirs: ReferenceGenotype): Comparison {
  return compareExactly(name, ourChoices(alphas), choices(theirs));
}

/** All of a `genotype` folder as one comparison: off by as many genotypes as differ. */
export function compareGenotypes(golden: GoldenFolder): Comparison {
  const theirs = golden.field('genotypes', v.array(ReferenceGenotype));
  const values = golden.values('alphas');
  const ours = theirs.map((_, i) => ourChoices(toAlphas(values.subarray(i * ALPHA_COUNT, (i + 1) * ALPHA_COUNT))));
  return compareExactly('genotypes', ours, theirs.map(choices));
}

/** `[2, 14, 8]`, row-major, as the two cells' alphas. */
export function toAlphas(values: ArrayLike<number>): Alphas {
  const cell = (first: number): number[][] =>
    Array.from({ length: EDGES }, (_row, edge) =>
      Array.from(PRIMITIVES, (_op, k) => values[(first + edge) * PRIMITIVES.length + k] ?? Number.NaN),
    );
  return { normal: cell(0), reduce: cell(EDGES) };
}

const ALPHA_COUNT = 2 * EDGES * PRIMITIVES.length;

function ourChoices(alphas: Alphas): unknown[] {
  const { normal, normalConcat, reduce, reduceConcat } = deriveGenotype(alphas);
  return choices({ normal, normal_concat: normalConcat, reduce, reduce_concat: reduceConcat });
}

function choices({ normal, normal_concat, reduce, reduce_concat }: ReferenceGenotype): unknown[] {
  return [...normal, ...reduce, normal_concat, reduce_concat];
}
