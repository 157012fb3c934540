import * as v from 'valibot';

import { compare, type Comparison, type Quantity } from './compare';
import { compareGenotype, ReferenceGenotype, toAlphas } from './genotypes';
import type { GoldenFolder } from './golden-folder';
import type { OpenSession } from './open-session';
import { SearchStart } from './search-start';
import { SearchSteps } from './search-steps';
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
  const passes = new SinglePasses(start, openSession);
  try {
    yield* compared(golden, passes.training());
    yield* compared(golden, passes.unrolled('secondEmpty'));
    yield* compared(golden, passes.unrolled('secondMomentum'));
    if (genotypes['start']) {
      yield compareGenotype('start.genotype', toAlphas(golden.values('start.alphas')), genotypes['start']);
    }
    for (const name of ['firstOrder', 'secondOrder'] as const) {
      const steps = new SearchSteps(name, start, openSession);
      try {
        yield* compared(golden, steps.quantities(passes));
        const genotype = genotypes[name];
        if (genotype) yield compareGenotype(`${name}.genotype`, steps.alphas, genotype);
      } finally {
        steps.dispose();
      }
    }
  } finally {
    passes.dispose();
  }
}

function* compared(golden: GoldenFolder, quantities: Iterable<Quantity>): Generator<Comparison> {
  // A reduced folder holds some of the quantities only.
  for (const quantity of quantities) if (golden.has(quantity.name)) yield compare(golden, quantity);
}
