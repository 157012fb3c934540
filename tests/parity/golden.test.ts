import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { findTargets, type Target } from './find-targets';
import type { Engine } from './open-session';
import { runTarget, type TargetResult } from './run-target';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const ALL = join(import.meta.dirname, '../../../shared/golden');

/** Several compilations of a search step each, most of a minute on an idle core; other suites share the machine. */
const SLOW = 600_000;

/**
 * What is off and is no kink. A value that rounds to the other side of a ReLU's or a pool's kink changes gradients by a jump;
 * it happens to the reference itself, and on which side a value comes down depends on the processor. Such a miss vanishes in
 * starts that differ by half a bit, a fault stays.
 */
function faults({ results }: TargetResult): string[] {
  return results.flatMap(({ engine, comparisons, verdicts }) =>
    comparisons
      .filter((_, i) => verdicts[i] === 'MISS')
      .map(({ name, relL2, tolerance }) => `${engine}: ${name} ${relL2} > ${tolerance}`),
  );
}

function run(target: Target, engines: readonly Engine[]): TargetResult {
  const result = runTarget(target, engines, () => undefined);
  expect(result.results.map(({ engine }) => engine)).toEqual(engines);
  return result;
}

function titled(folder: string): [string, Target][] {
  return findTargets([folder]).map((target) => [target.kind === 'folder' ? target.golden.name : target.kind, target]);
}

describe("the reference's numbers, the fixtures", () => {
  const [evaluation, genotypes, parts, search] = findTargets([FIXTURES]);

  test('every operation alone, op by op and compiled', { timeout: SLOW }, () => {
    const result = run(parts ?? fail(), ['eager', 'compiled']);
    expect(result.results.map(({ comparisons }) => comparisons.length)).toEqual([170, 170]);
    expect(faults(result)).toEqual([]);
  });

  test('an evaluation network, its training step with dropped paths, op by op and compiled', { timeout: SLOW }, () => {
    const result = run(evaluation ?? fail(), ['eager', 'compiled']);
    expect(result.results[1]?.comparisons.map(({ name }) => name)).toEqual([
      ...['eval.logits', 'train.logits', 'train.loss', 'train.weightGrad', 'train.runningStats'],
      ...['step.gradNorm', 'step.weights', 'step.evalLogits'],
    ]);
    expect(faults(result)).toEqual([]);
  });

  test('derived genotypes', () => {
    expect(faults(run(genotypes ?? fail(), ['eager']))).toEqual([]);
  });

  test.each([
    ['compiled', 'compiled'],
    ["by TensorFlow's own operations", 'standard'],
  ] as const)('a search step of either order, %s', { timeout: SLOW }, (_how, engine) => {
    const result = run(search ?? fail(), [engine]);
    expect(result.results[0]?.comparisons.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['train.weightGrad', 'secondMomentum.exactAlphaGrad', 'secondOrder.alphas2']),
    );
    expect(faults(result)).toEqual([]);
  });
});

// Slow: about half a minute a search case, most of it TensorFlow's optimisation of the graphs. So only when asked for;
// `npm run parity` compares any folder.
const ASKED = process.env['DARTBOARD_GOLDEN'] === 'all';
describe.skipIf(!ASKED || !existsSync(ALL))("all of the reference's numbers, compiled", () => {
  test.each(existsSync(ALL) ? titled(ALL) : [])('%s', { timeout: SLOW }, (_, target) => {
    expect(faults(run(target, ['compiled']))).toEqual([]);
  });
});

function fail(): never {
  throw new Error('A fixture is missing.');
}
