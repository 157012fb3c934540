import { loadFusedKernels } from '../../runtime/fused-kernels';
import { rawOpOne } from '../../runtime/raw-op';
import { tf } from '../../runtime/tensorflow';

/** A vector and what it is multiplied by. */
export type WeightedVector = readonly [vector: tf.Tensor1D, by: tf.Scalar];

/**
 * The sum of vectors of one length, each times a number: with the fused kernels, memory is gone through once rather than
 * once a multiplication and once an addition. It has no gradient.
 */
export function weightedSum(...terms: readonly WeightedVector[]): tf.Tensor1D {
  if (!loadFusedKernels()) return tf.addN(terms.map(([vector, by]) => tf.mul<tf.Tensor1D>(vector, by)));
  return rawOpOne(
    'DartboardWeightedSum',
    [{ name: 'M', type: 'int', value: terms.length }],
    [...terms.map(([vector]) => vector), ...terms.map(([, by]) => by)],
  );
}
