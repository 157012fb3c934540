import * as v from 'valibot';

import type { Session } from '../../src-core/graph/program';
import { compare, type Comparison, type Quantity } from './compare';
import { compareGenotype, ReferenceGenotype, toAlphas } from './genotypes';
import type { GoldenFolder } from './golden-folder';
import { type Engine, ENGINES, isFused } from './open-session';
import { SearchStart } from './search-start';
import { searchSteps } from './search-steps';
import { SinglePasses } from './single-passes';

/** A `search` folder beside our own computation of everything that it holds numbers for. */
export class SearchCase {
  private readonly start: SearchStart;
  private readonly session: Session;
  private readonly passes: SinglePasses;
  private readonly genotypes: Readonly<Record<string, ReferenceGenotype>>;

  constructor(
    private readonly golden: GoldenFolder,
    engine: Engine,
  ) {
    this.genotypes = golden.field('genotypes', v.record(v.string(), ReferenceGenotype));
    this.start = new SearchStart(golden, isFused(engine));
    this.session = ENGINES[engine](this.start.variables);
    this.passes = new SinglePasses(this.start, this.session);
  }

  /**
   * Runs the case from its start and compares, in FORMAT's order.
   *
   * @param noise see `SearchStart`
   * @param only leaves out what is not needed for these quantities
   */
  *compare(noise: number | null = null, only?: ReadonlySet<string>): Generator<Comparison> {
    const { passes } = this;
    const wanted = (...parts: string[]): Set<string> | null =>
      only ? new Set([...only].filter((name) => parts.includes(name.slice(0, name.indexOf('.'))))) : null;
    yield* this.compared(wanted('train', 'eval', 'first'), () => passes.training(noise));
    for (const name of ['secondEmpty', 'secondMomentum'] as const) {
      yield* this.compared(wanted(name), () => passes.unrolled(name, noise));
    }
    yield* this.comparedGenotype(wanted('start'), 'start', () => this.golden.values('start.alphas'));
    for (const name of ['firstOrder', 'secondOrder'] as const) {
      yield* this.compared(wanted(name), () => searchSteps(name, this.start, this.session, passes, noise));
      yield* this.comparedGenotype(wanted(name), name, () => this.session.read('alphas'));
    }
  }

  dispose(): void {
    this.session.dispose();
  }

  /** Runs until nothing that is wanted is left; null wants all. */
  private *compared(wanted: Set<string> | null, run: () => Iterable<Quantity>): Generator<Comparison> {
    if (wanted?.size === 0) return;
    for (const quantity of run()) {
      // A reduced folder holds some of the quantities only.
      if (this.golden.has(quantity.name)) yield compare(this.golden, quantity);
      wanted?.delete(quantity.name);
      if (wanted?.size === 0) return;
    }
  }

  private *comparedGenotype(
    wanted: ReadonlySet<string> | null,
    name: string,
    alphas: () => ArrayLike<number>,
  ): Generator<Comparison> {
    const genotype = this.genotypes[name];
    if (genotype && wanted?.size !== 0) yield compareGenotype(`${name}.genotype`, toAlphas(alphas()), genotype);
  }
}
