import fc from 'fast-check';
import { expect, test } from 'vitest';

import { weightedSum } from '../../../../src-core/nn/ops/weighted-sum';
import { RandomStream } from '../../../../src-core/random';
import { tf } from '../../../../src-core/runtime/tensorflow';

const seed = fc.integer({ min: 0, max: 1e6 });
// Lengths that fill registers and that do not, and more than one thread works on at once.
const length = fc.oneof(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 32_760, max: 70_000 }));

test('is the sum of all vectors, each times its number', () => {
  fc.assert(
    fc.property(seed, length, fc.integer({ min: 1, max: 4 }), (start, size, count) => {
      const random = new RandomStream(start, 'vectors');
      const vectors = Array.from({ length: count }, () => Float32Array.from({ length: size }, () => random.normal()));
      const by = Float32Array.from({ length: count }, () => random.normal());
      const sum = tf.tidy(() => {
        const terms = vectors.map((vector, i) => [tf.tensor1d(vector), tf.scalar(by[i] ?? 0)] as const);
        return weightedSum(...terms).dataSync();
      });
      expect(sum).toHaveLength(size);
      const off = sum.map((value, i) => {
        const exact = vectors.reduce((total, vector, v) => total + (by[v] ?? 0) * (vector[i] ?? 0), 0);
        return Math.abs(value - exact);
      });
      expect(Math.max(...off)).toBeLessThan(1e-5);
    }),
    { numRuns: 30 },
  );
});

test('a number that is none stays one', () => {
  const [sum, other] = tf.tidy(() => weightedSum([tf.tensor1d([Number.NaN, 1]), tf.scalar(0)]).dataSync());
  expect([sum, other]).toEqual([Number.NaN, 0]);
});
