import { expect, test } from 'vitest';

import { Parameters } from '../../../src-core/nn/parameters';
import { Pass } from '../../../src-core/nn/pass';
import { tf } from '../../../src-core/runtime/tensorflow';

// Forty weights are one group of the split; one more begins a group of its own.
test.each([1, 2, 40, 41, 82])('of %i weights each gets its own part of the gradient', (count) => {
  const parameters = new Parameters();
  const weights = Array.from({ length: count }, (_, i) => parameters.weight(`w${i}`, [2], 'zeros'));
  tf.tidy(() => {
    // The sum of i * w_i: the gradient of each of the two numbers of w_i is i.
    const gradient = tf.grad((flat: tf.Tensor) => {
      const pass = new Pass(parameters, 'training', flat as tf.Tensor1D);
      return tf.addN(weights.map((weight, i) => tf.sum(tf.mul(pass.weight(weight), i))));
    })(tf.zeros([parameters.weightCount]));
    expect(Array.from(gradient.dataSync())).toEqual(weights.flatMap((_, i) => [i, i]));
  });
});
