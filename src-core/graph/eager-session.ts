import { tf } from '../runtime/tensorflow';
import type { Feed, Outputs, Program, Session, Tensors, Variables } from './program';

/** Runs every operation of a program at once, one by one: slow, and the yardstick for the compiled session. */
export class EagerSession implements Session {
  private readonly state: Tensors = {};

  constructor(variables: Variables) {
    for (const [name, { shape, initial }] of Object.entries(variables))
      this.state[name] = tf.tensor(initial, [...shape]);
  }

  run(program: Program, feeds: Record<string, Feed | number>): Outputs {
    // Only the program's results outlive the tidy; the values they replace are disposed of below.
    const results = tf.tidy(() => {
      const { state, outputs } = program(this.state, toTensors(feeds));
      return { state: ownCopies(state, this.state), outputs };
    });
    for (const [name, tensor] of Object.entries(results.state)) {
      this.variable(name).dispose();
      this.state[name] = tensor;
    }
    const outputs: Outputs = {};
    for (const [name, tensor] of Object.entries(results.outputs)) {
      outputs[name] = Float32Array.from(tensor.dataSync());
      tensor.dispose();
    }
    return outputs;
  }

  read(variable: string): Float32Array {
    return Float32Array.from(this.variable(variable).dataSync());
  }

  write(variable: string, values: Float32Array): void {
    const old = this.variable(variable);
    this.state[variable] = tf.tensor(values, old.shape);
    old.dispose();
  }

  dispose(): void {
    tf.dispose(this.state);
  }

  private variable(name: string): tf.Tensor {
    const tensor = this.state[name];
    if (tensor === undefined) throw new Error(`There is no variable ${name}.`);
    return tensor;
  }
}

/** A program may hand a variable on under another name: that needs a tensor of its own. */
function ownCopies(next: Tensors, current: Tensors): Tensors {
  const owned = new Set(Object.values(current));
  return Object.fromEntries(
    Object.entries(next).map(([name, tensor]) => [name, owned.has(tensor) ? tensor.clone() : tensor]),
  );
}

function toTensors(feeds: Record<string, Feed | number>): Tensors {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, feed]) => [
      name,
      typeof feed === 'number'
        ? tf.scalar(feed)
        : tf.tensor(feed.values, [...feed.shape], feed.values instanceof Int32Array ? 'int32' : 'float32'),
    ]),
  );
}
