import { tf } from '../../runtime/tensorflow';

/**
 * An operation with its own gradient. When the gradient is made of operations that have gradients themselves, the whole
 * can be differentiated again, which the exact second-order gradient needs.
 *
 * @param inputs the tensors to differentiate by
 * @param forward computes the result; `keep` names the tensors that the gradient needs again
 * @param gradient from the result's gradient and the kept tensors, the gradient of each input in turn
 */
export function withGradient<T extends tf.Tensor>(
  inputs: readonly tf.Tensor[],
  forward: (keep: (tensors: tf.Tensor[]) => void) => T,
  gradient: (dy: T, kept: tf.Tensor[]) => tf.Tensor[],
): T {
  const run = tf.customGrad<T>((...args) => {
    const save = args.at(-1);
    if (typeof save !== 'function') throw new Error('tfjs passed no save function.');
    return { value: forward(save), gradFunc: gradient };
  });
  return run(...inputs);
}
