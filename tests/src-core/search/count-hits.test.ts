import { expect, test } from 'vitest';

import { countHits } from '../../../src-core/search/count-hits';

test('counts how often the class is the most likely, and among the five most likely', () => {
  // Six classes; the first image's class is the likeliest, the second's the fifth, the third's the sixth.
  const logits = Float32Array.of(9, 1, 2, 3, 4, 5, /**/ 1, 2, 3, 4, 5, 0, /**/ 0, 1, 2, 3, 4, 5);
  expect(countHits(logits, Int32Array.of(0, 0, 0), 0.5)).toEqual({ loss: 1.5, top1: 1, top5: 2, count: 3 });
});

test('with fewer than five classes every image counts for top-5', () => {
  expect(countHits(Float32Array.of(1, 2, 3), Int32Array.of(0), 1).top5).toBe(1);
});

test('of equally likely classes the first one is the answer', () => {
  expect(countHits(Float32Array.of(1, 1), Int32Array.of(1), 1).top1).toBe(0);
  expect(countHits(Float32Array.of(1, 1), Int32Array.of(0), 1).top1).toBe(1);
});

test('a diverged network scores nothing', () => {
  const logits = new Float32Array(4).fill(Number.NaN);
  expect(countHits(logits, Int32Array.of(0, 1), Number.NaN)).toMatchObject({ top1: 0, top5: 0, count: 2 });
});
