import { type Program, tensorOf } from '../graph/program';
import { crossEntropy } from '../nn/ops/cross-entropy';
import { Pass } from '../nn/pass';
import type { SearchNetwork } from '../nn/search-network';
import { tf } from '../runtime/tensorflow';

/**
 * The exact term that the finite difference of `architect.py` approximates: the gradient by the alphas of
 * grad_w L_train(w, alpha) . direction, by differentiating twice (paper, equation 7). Slow and memory-hungry: it is the
 * yardstick for the finite difference, not a way to search.
 *
 * Reads `weights`, `alphas`, `direction`; gives `implicitGradient` `[2, 14, 8]`. Feeds: `images` and `labels` of the
 * training batch.
 */
export function exactImplicitProgram(network: SearchNetwork): Program {
  return (state, feeds) => {
    const weights = tensorOf<tf.Tensor1D>(state, 'weights');
    const direction = tensorOf<tf.Tensor1D>(state, 'direction');
    const along = (alphas: tf.Tensor): tf.Scalar => {
      const weightGradient = tf.grad((w: tf.Tensor) => {
        const pass = new Pass(network.parameters, 'differentiable', w as tf.Tensor1D);
        const logits = network.forward(pass, alphas as tf.Tensor3D, tensorOf(feeds, 'images'));
        return crossEntropy(logits, tensorOf(feeds, 'labels'));
      });
      return tf.sum(tf.mul(weightGradient(weights), direction));
    };
    return { state: {}, outputs: { implicitGradient: tf.grad(along)(tensorOf(state, 'alphas')) } };
  };
}
