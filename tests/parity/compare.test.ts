import { describe, expect, test } from 'vitest';

import { compare, compareExactly } from './compare';
import { GoldenFolder } from './golden-folder';
import { writeGolden } from './write-golden';

const golden = (values: number[], relL2: number): GoldenFolder =>
  new GoldenFolder(
    writeGolden({ kind: 'search', tensors: { x: values }, f32VsF64: { x: { norm: 1, relL2, maxAbs: 0 } } }),
  );

/** The verdict on [3, 4] (norm 5) when one number of ours is `error` away. */
const off = (error: number, relL2: number) =>
  compare(golden([3, 4], relL2), { name: 'x', values: Float64Array.of(3, 4 + error) });

describe('a comparison', () => {
  test('takes at most three times the error of the reference in single precision', () => {
    expect(off(1.4e-4, 1e-5)).toMatchObject({ within: true, tolerance: 3 * 1e-5 });
    expect(off(1.6e-4, 1e-5)).toMatchObject({ within: false });
  });

  test('takes 2e-6 however exact the reference is', () => {
    expect(off(0.9e-5, 1e-9)).toMatchObject({ within: true, tolerance: 2e-6 });
    expect(off(1.1e-5, 1e-9)).toMatchObject({ within: false });
  });

  test('takes 1e-7 where the truth is zero', () => {
    const at = (value: number) => compare(golden([0, 0], 0), { name: 'x', values: Float64Array.of(0, value) });
    expect(at(0.9e-7)).toMatchObject({ within: true, maxAbs: 0.9e-7 });
    expect(at(1.1e-7)).toMatchObject({ within: false });
  });

  test('fails on what is no number', () => {
    expect(off(Number.NaN, 1)).toMatchObject({ within: false, maxAbs: Number.NaN });
  });

  test('refuses another count of numbers', () => {
    expect(() => compare(golden([1, 2], 0), { name: 'x', values: Float64Array.of(1) })).toThrow('x has 1 numbers');
  });
});

test('what must be equal is off by as many as differ or lack', () => {
  expect(compareExactly('g', [1, ['a', 2]], [1, ['a', 2]])).toMatchObject({ maxAbs: 0, within: true });
  expect(compareExactly('g', [1, ['b', 2]], [1, ['a', 2]])).toMatchObject({ maxAbs: 1, within: false });
  expect(compareExactly('g', [1, 2, 3], [1])).toMatchObject({ maxAbs: 2, within: false });
});
