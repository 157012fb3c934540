import { CompiledSession } from '../../../src-core/graph/compiled-session';
import { type Program, tensorOf } from '../../../src-core/graph/program';
import { RandomStream } from '../../../src-core/random';
import { tf } from '../../../src-core/runtime/tensorflow';
import { MATRIX_PRODUCTS } from '../matrix-work';
import { secondsOf, serveTurns } from '../serve-turns';
import { median } from '../statistics';

const { count, side } = MATRIX_PRODUCTS;
const RUNS_A_TURN = 3;

/** Each product is reduced to a number, so that reading results costs nothing. */
const products: Program = (state) => {
  const right = tensorOf<tf.Tensor2D>(state, 'right');
  const lefts = tf.unstack(tensorOf<tf.Tensor3D>(state, 'left')) as tf.Tensor2D[];
  return { state: {}, outputs: { sum: tf.addN(lefts.map((left) => tf.sum(tf.matMul(left, right)))) } };
};

const random = new RandomStream(1, 'matrices');
const numbers = (length: number): Float32Array => Float32Array.from({ length }, () => random.float() - 0.5);
const session = new CompiledSession({
  left: { shape: [count, side, side], initial: numbers(count * side ** 2) },
  right: { shape: [side, side], initial: numbers(side ** 2) },
});

// Multiplies matrices on all of TensorFlow's threads.
serveTurns(() => median(Array.from({ length: RUNS_A_TURN }, () => secondsOf(() => session.run(products, {})))));
