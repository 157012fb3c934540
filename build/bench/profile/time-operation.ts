import type { Attribute, TensorSpec } from '../../../src-core/graph/graph';
import { RandomStream } from '../../../src-core/random';
import { FLOAT, type OpAttribute, rawOp } from '../../../src-core/runtime/raw-op';
import { tf } from '../../../src-core/runtime/tensorflow';
import { secondsOf } from '../serve-turns';
import { median } from '../statistics';
import type { OperationGroup } from './group-operations';

/** What is fed or fixed: nothing runs. */
const NOT_RUN = ['Const', 'Placeholder'];

const WARM_UP = 2;
const LEAST_SAMPLES = 5;
const MOST_SAMPLES = 25;
const ENOUGH_SECONDS = 0.05;

/** Seconds that one operation of a group takes by itself, the time of its call included; 0 where nothing runs. */
export function timeOperation({ op, attributes, inputs, outputs }: OperationGroup): number {
  if (NOT_RUN.includes(op)) return 0;
  const random = new RandomStream(1, op);
  const tensors = inputs.map((spec) => tensorFor(spec, random));
  const attrs = attributes.map(toOpAttribute);
  const seconds = sample(() => rawOp(op, attrs, tensors, outputs.length));
  tf.dispose(tensors);
  return seconds;
}

/** Seconds that the call of an operation takes that does nothing. */
export function timeCall(): number {
  const scalar = tf.scalar(1);
  const seconds = median(Array.from({ length: 20 }, () => sample(() => rawOp('Identity', [FLOAT], [scalar], 1))));
  scalar.dispose();
  return seconds;
}

function sample(run: () => tf.Tensor[]): number {
  const once = (): number => {
    let results: tf.Tensor[] = [];
    const seconds = secondsOf(() => (results = run()));
    tf.dispose(results);
    return seconds;
  };
  for (let i = 0; i < WARM_UP; i++) once();
  const samples: number[] = [];
  let sum = 0;
  while (samples.length < LEAST_SAMPLES || (sum < ENOUGH_SECONDS && samples.length < MOST_SAMPLES)) {
    const seconds = once();
    samples.push(seconds);
    sum += seconds;
  }
  return median(samples);
}

/** Positive numbers, so that every operation is defined on them. */
function tensorFor({ shape, type, value }: TensorSpec, random: RandomStream): tf.Tensor {
  if (value) return tf.tensor(value, [...shape], type);
  if (type !== 'float32') return tf.zeros([...shape], type);
  const length = shape.reduce((product, side) => product * side, 1);
  const numbers = Float32Array.from({ length }, () => 0.5 + random.float());
  return tf.tensor(numbers, [...shape]);
}

function toOpAttribute({ name, kind, value }: Attribute): OpAttribute {
  if (kind === 'shape') throw new Error(`Attribute ${name} is a shape.`);
  return { name, type: kind, value: typeof value === 'object' ? [...value] : value };
}
