import type { Session } from '../../src-core/graph/program';
import { SearchExecutor } from '../../src-core/search/search-executor';
import type { Alphas, SearchStepResult } from '../../src-core/search/step-executor';
import type { Quantity } from './compare';
import { toReferenceWeights } from './layouts';
import type { OpenSession } from './open-session';
import type { SearchStart } from './search-start';
import type { SinglePasses } from './single-passes';

/** Whole search steps of a `search` case, as the product takes them. */
export class SearchSteps {
  private readonly executor: SearchExecutor;
  private session: Session | undefined;

  constructor(
    private readonly name: 'firstOrder' | 'secondOrder',
    private readonly start: SearchStart,
    openSession: OpenSession,
  ) {
    const [height, width, channels] = start.image;
    this.executor = new SearchExecutor(
      start.network,
      (together) => (this.session = openSession(start.variables, together)),
      { ...start.config, unrolled: name === 'secondOrder' },
      { height, width, channels },
      { train: start.batch('train0').size, valid: start.batch('valid0').size },
    );
  }

  /** The alphas after the steps, once `quantities` has run to its end. */
  get alphas(): Alphas {
    return this.executor.alphas();
  }

  /** @param passes evaluates the state at the end */
  *quantities(passes: SinglePasses): Generator<Quantity> {
    const { name, start, session } = this;
    if (!session) throw new Error('The executor opened no session.');
    const results: SearchStepResult[] = [];
    for (let step = 0; step < start.config.steps; step++) {
      const { learningRate } = start.config;
      results.push(this.executor.searchStep(start.batch(`train${step}`), start.batch(`valid${step}`), learningRate));
      yield quantity(`${name}.alphas${step}`, session.read('alphas'));
    }
    const of = (value: (result: SearchStepResult['train'], gradNorm: number) => number): Float64Array =>
      Float64Array.from(results, ({ train, gradNorm }) => value(train, gradNorm));
    yield { name: `${name}.losses`, values: of(({ loss, count }) => loss / count) };
    yield { name: `${name}.top1`, values: of(({ top1, count }) => (100 * top1) / count) };
    yield { name: `${name}.top5`, values: of(({ top5, count }) => (100 * top5) / count) };
    yield { name: `${name}.gradNorms`, values: of((_, gradNorm) => gradNorm) };
    for (const variable of ['weights', 'momentum']) {
      const flat = Float64Array.from(session.read(variable));
      yield { name: `${name}.${variable}`, values: toReferenceWeights(start.network.parameters, flat) };
    }
    yield quantity(`${name}.adamM`, session.read('adamM'));
    yield quantity(`${name}.adamV`, session.read('adamV'));
    yield quantity(`${name}.runningStats`, session.read('statistics'));
    yield quantity(`${name}.evalLogits`, passes.evaluateStateOf(session));
  }

  dispose(): void {
    this.executor.dispose();
  }
}

function quantity(name: string, values: Float32Array | undefined): Quantity {
  return { name, values: Float64Array.from(values ?? []) };
}
