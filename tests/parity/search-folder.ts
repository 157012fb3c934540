import * as v from 'valibot';

import { compare, type Comparison, type Quantity } from './compare';
import { compareGenotype, ReferenceGenotype, toAlphas } from './genotypes';
import type { GoldenFolder } from './golden-folder';
import type { OpenSession } from './open-session';
import { SearchStart } from './search-start';
import { searchSteps } from './search-steps';
import { SinglePasses } from './single-passes';

/**
 * Runs a `search` folder and compares everything that it holds numbers for, in FORMAT's order.
 *
 * @param noise see `SearchStart`
 */
export function* compareSearch(
  golden: GoldenFolder,
  openSession: OpenSession,
  noise: number | null = null,
): Generator<Comparison> {
  const genotypes = golden.field('genotypes', v.record(v.string(), ReferenceGenotype));
  const start = new SearchStart(golden, noise);
  const session = openSession(start.variables);
  try {
    const passes = new SinglePasses(start, session);
    yield* compared(golden, passes.training());
    yield* compared(golden, passes.unrolled('secondEmpty'));
    yield* compared(golden, passes.unrolled('secondMomentum'));
    if (genotypes['start']) yield compareGenotype('start.genotype', start.alphas, genotypes['start']);
    for (const name of ['firstOrder', 'secondOrder'] as const) {
      yield* compared(golden, searchSteps(name, start, session, passes));
      const genotype = genotypes[name];
      if (genotype) yield compareGenotype(`${name}.genotype`, toAlphas(session.read('alphas')), genotype);
    }
  } finally {
    session.dispose();
  }
}

function* compared(golden: GoldenFolder, quantities: Iterable<Quantity>): Generator<Comparison> {
  // A reduced folder holds some of the quantities only.
  for (const quantity of quantities) if (golden.has(quantity.name)) yield compare(golden, quantity);
}
