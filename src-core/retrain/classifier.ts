import type { Parameter, Parameters } from '../nn/parameters';
import type { Pass } from '../nn/pass';
import { tf } from '../runtime/tensorflow';

/** The mean over all pixels and a linear layer: from features to logits. */
export class Classifier {
  private readonly weight: Parameter;
  private readonly bias: Parameter;

  constructor(parameters: Parameters, name: string, inputs: number, classes: number) {
    this.weight = parameters.weight(`${name}.weight`, [inputs, classes], 'uniform', inputs);
    this.bias = parameters.weight(`${name}.bias`, [classes], 'uniform', inputs);
  }

  /**
   * @param x `[batch, height, width, inputs]`
   * @returns `[batch, classes]`
   */
  forward(pass: Pass, x: tf.Tensor4D): tf.Tensor2D {
    const features: tf.Tensor2D = tf.mean(x, [1, 2]);
    return tf.add(tf.matMul(features, pass.weight(this.weight)), pass.weight(this.bias));
  }
}
