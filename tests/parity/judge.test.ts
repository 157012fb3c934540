import { describe, expect, test } from 'vitest';

import type { Comparison } from './compare';
import { countedMisses, enoughWholeCases, isFiniteDifference, judge } from './judge';

const comparison = (name: string, within: boolean): Comparison => ({ name, maxAbs: 1, relL2: 1, tolerance: 1, within });
const binding = comparison('train.weightGrad', false);
const difference = comparison('secondMomentum.implicitGrad', false);
const exact = comparison('secondMomentum.exactAlphaGrad', true);

test('finite differences are those of the unrolled step and all that follows from it', () => {
  const names = ['secondEmpty.implicitGrad', 'secondMomentum.alphaGrad', 'secondOrder.alphas0', 'secondOrder.genotype'];
  expect(names.filter(isFiniteDifference)).toEqual(names);
  const others = [
    'secondEmpty.exactAlphaGrad',
    'secondEmpty.unrolledAlphaGrad',
    'train.alphaGrad',
    'firstOrder.alphas0',
  ];
  expect(others.filter(isFiniteDifference)).toEqual([]);
});

describe('the verdict', () => {
  test('what is no finite difference counts in every case: a kink when noise makes the miss vanish, else a fault', () => {
    expect(judge([binding, exact], false, [])).toEqual(['kink', 'ok']);
    expect(judge([binding, exact], false, [binding.name])).toEqual(['MISS', 'ok']);
    expect(countedMisses([binding, exact], false)).toEqual([binding]);
  });

  test('a finite difference of a case that is not tight is told only', () => {
    expect(judge([difference, { ...difference, within: true }], false, [])).toEqual(['(off)', '(ok)']);
    expect(countedMisses([difference], false)).toEqual([]);
  });

  test('a finite difference of a tight case may be off by a kink, not by a fault', () => {
    expect(judge([difference, { ...difference, within: true }], true, [])).toEqual(['kink', 'ok']);
    expect(judge([difference], true, [difference.name])).toEqual(['MISS']);
    expect(countedMisses([difference], true)).toEqual([difference]);
  });
});

test('two of every three cases must pass whole', () => {
  const fewest = [0, 1, 2, 3, 4, 5, 6].map((all) =>
    [0, 1, 2, 3, 4, 5, 6].find((passed) => enoughWholeCases(passed, all)),
  );
  expect(fewest).toEqual([0, 0, 1, 2, 2, 3, 4]);
});
