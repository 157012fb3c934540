import type { Session } from '../../src-core/graph/program';
import { SearchExecutor } from '../../src-core/search/search-executor';
import type { SearchStepResult } from '../../src-core/search/step-executor';
import { type Quantity, quantity } from './compare';
import { toReferenceWeights } from './layouts';
import type { SearchStart } from './search-start';
import type { SinglePasses } from './single-passes';

/**
 * Whole search steps of a `search` case, as the product takes them, from its start.
 *
 * @param passes evaluates the state at the end
 * @param noise see `SearchStart`
 */
export function* searchSteps(
  name: 'firstOrder' | 'secondOrder',
  start: SearchStart,
  session: Session,
  passes: SinglePasses,
  noise: number | null,
): Generator<Quantity> {
  const { config, image, network } = start;
  const [height, width, channels] = image;
  start.reset(session, noise);
  const unrolled = name === 'secondOrder';
  const executor = new SearchExecutor(network, session, { ...config, unrolled }, { height, width, channels });
  const results: SearchStepResult[] = [];
  for (let step = 0; step < config.steps; step++) {
    results.push(executor.searchStep(start.batch(`train${step}`), start.batch(`valid${step}`), config.learningRate));
    yield quantity(`${name}.alphas${step}`, session.read('alphas'));
  }
  const of = (value: (train: SearchStepResult['train']) => number): Float64Array =>
    Float64Array.from(results, ({ train }) => value(train));
  yield { name: `${name}.losses`, values: of(({ loss, count }) => loss / count) };
  yield { name: `${name}.top1`, values: of(({ top1, count }) => (100 * top1) / count) };
  yield { name: `${name}.top5`, values: of(({ top5, count }) => (100 * top5) / count) };
  yield { name: `${name}.gradNorms`, values: Float64Array.from(results, ({ gradNorm }) => gradNorm) };
  for (const variable of ['weights', 'momentum']) {
    const flat = Float64Array.from(session.read(variable));
    yield { name: `${name}.${variable}`, values: toReferenceWeights(network.parameters, flat) };
  }
  yield quantity(`${name}.adamM`, session.read('adamM'));
  yield quantity(`${name}.adamV`, session.read('adamV'));
  yield quantity(`${name}.runningStats`, session.read('statistics'));
  yield quantity(`${name}.evalLogits`, passes.evaluate());
}
