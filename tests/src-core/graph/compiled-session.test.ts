import { afterEach, describe, expect, test } from 'vitest';

import { CompiledSession } from '../../../src-core/graph/compiled-session';
import { EagerSession } from '../../../src-core/graph/eager-session';
import { type Program, type Session, tensorOf, type Variables } from '../../../src-core/graph/program';
import { relu } from '../../../src-core/nn/ops/relu';
import { tf } from '../../../src-core/runtime/tensorflow';

const VARIABLES: Variables = {
  weights: { shape: [2, 1], initial: Float32Array.of(1, -2) },
  count: { shape: [], initial: Float32Array.of(0) },
};

/** Least squares of x * weights against y: a gradient step of 0.1. Gives the loss before the step. */
const descend: Program = (state, feeds) => {
  const [x, y] = [tensorOf<tf.Tensor2D>(feeds, 'x'), tensorOf<tf.Tensor2D>(feeds, 'y')];
  const { value, grads } = tf.valueAndGrads((weights) =>
    tf.mean<tf.Scalar>(tf.square(tf.sub(tf.matMul(x, weights as tf.Tensor2D), y))),
  )([tensorOf(state, 'weights')]);
  const [gradient] = grads;
  if (!gradient) throw new Error('no gradient');
  return {
    state: {
      weights: tf.sub(tensorOf(state, 'weights'), tf.mul(gradient, 0.1)),
      count: tf.add(tensorOf(state, 'count'), 1),
    },
    outputs: { loss: value },
  };
};

const feeds = (rows: number): Record<string, { values: Float32Array; shape: number[] }> => ({
  x: { values: Float32Array.from({ length: 2 * rows }, (_, i) => Math.sin(i)), shape: [rows, 2] },
  y: { values: Float32Array.from({ length: rows }, (_, i) => Math.cos(i)), shape: [rows, 1] },
});

let open: Session[] = [];
const compiled = (): CompiledSession => {
  const session = new CompiledSession(VARIABLES);
  open.push(session);
  return session;
};
afterEach(() => {
  for (const session of open) session.dispose();
  open = [];
});

describe('a compiled program', () => {
  test('gives what running its operations one by one gives', () => {
    const eager = new EagerSession(VARIABLES);
    open.push(eager);
    const session = compiled();
    for (let step = 0; step < 5; step++) {
      const [ours, theirs] = [session.run(descend, feeds(3)), eager.run(descend, feeds(3))];
      expect(ours['loss']?.[0]).toBeCloseTo(theirs['loss']?.[0] ?? Number.NaN, 6);
    }
    session.read('weights').forEach((value, i) => expect(value).toBeCloseTo(eager.read('weights')[i] ?? Number.NaN, 6));
    expect(Array.from(session.read('count'))).toEqual([5]);
  });

  test('is compiled anew for another batch size, over the same variables', () => {
    const session = compiled();
    session.run(descend, feeds(3));
    session.run(descend, feeds(7));
    session.run(descend, feeds(3));
    expect(Array.from(session.read('count'))).toEqual([3]);
  });

  test('takes whole variables and gives them back', () => {
    const session = compiled();
    session.run(descend, feeds(3));
    session.write('weights', Float32Array.of(5, 6));
    expect(Array.from(session.read('weights'))).toEqual([5, 6]);
    session.run(descend, feeds(3));
    expect(Array.from(session.read('weights'))).not.toEqual([5, 6]);
  });

  test('reads the values that its variables had when it began', () => {
    const swap: Program = (state) => ({
      state: { a: tensorOf(state, 'b'), b: tensorOf(state, 'a') },
      outputs: {},
    });
    const session = new CompiledSession({
      a: { shape: [], initial: Float32Array.of(1) },
      b: { shape: [], initial: Float32Array.of(2) },
    });
    open.push(session);
    for (let i = 0; i < 20; i++) session.run(swap, {});
    expect([session.read('a')[0], session.read('b')[0]]).toEqual([1, 2]);
    session.run(swap, {});
    expect([session.read('a')[0], session.read('b')[0]]).toEqual([2, 1]);
  });

  test('leaves no tensor behind', () => {
    const session = compiled();
    session.run(descend, feeds(3));
    const before = tf.memory().numTensors;
    const native = numberOfNativeTensors();
    for (let i = 0; i < 50; i++) session.run(descend, feeds(3));
    expect(tf.memory().numTensors).toBe(before);
    expect(numberOfNativeTensors()).toBe(native);
  });
});

describe('a program that cannot be compiled says why', () => {
  const run = (program: Program) => (): unknown => compiled().run(program, feeds(3));

  test('an operation without a shape rule', () => {
    const program: Program = (_, { x }) => ({ state: {}, outputs: { x: tf.erf(x ?? tf.scalar(0)) } });
    expect(run(program)).toThrow('The step compiler has no shape rule for the operation Erf');
  });

  test('a value that is read while tracing', () => {
    const program: Program = (_, { x }) => ({ state: {}, outputs: { x: tf.scalar(x?.dataSync()[0] ?? 0) } });
    expect(run(program)).toThrow('A traced program read a value that is only known when it runs.');
  });

  test('a tensor from outside', () => {
    const outside = tf.add(tf.scalar(1), 1);
    const program: Program = (_, { x }) => ({ state: {}, outputs: { x: tf.mul(x ?? outside, outside) } });
    expect(run(program)).toThrow('A traced program used a tensor from outside; hand it in as a variable or a feed.');
    outside.dispose();
  });

  test('shapes that do not fit', () => {
    const program: Program = (_, { x }) => ({
      state: {},
      outputs: {
        x: relu(tf.ones([1, 2, 2, 3]))
          .add(tf.ones([2]))
          .mul(x ?? 1),
      },
    });
    expect(run(program)).toThrow(/Add: \[1, 2, 2, 3\] and \[2\] do not fit each other|broadcast/i);
  });
});

function numberOfNativeTensors(): number {
  const backend = tf.backend();
  return 'binding' in backend ? (backend.binding as { getNumOfTensors(): number }).getNumOfTensors() : Number.NaN;
}
