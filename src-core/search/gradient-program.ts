import { type Program, tensorOf } from '../graph/program';
import { crossEntropy } from '../nn/ops/cross-entropy';
import { Pass } from '../nn/pass';
import { movedStatistics } from '../nn/running-statistics';
import type { SearchNetwork } from '../nn/search-network';
import { tf } from '../runtime/tensorflow';

/** A network's program is the same whoever asks, so that a session compiles it once. */
const gradientPrograms = new WeakMap<SearchNetwork, Program>();
const evaluationPrograms = new WeakMap<SearchNetwork, Program>();

/**
 * One training-mode pass over a batch with the gradients of its mean loss.
 *
 * Reads `weights`, `alphas`, `statistics`; writes `weightGradient`, `alphaGradient` and `statistics`; gives `loss` and
 * `logits` `[batch, classes]`. Feeds: `images` `[batch, height, width, channels]`, `labels` `[batch]`, and
 * `statisticsRate`, how far the running statistics move towards the batch's (PyTorch's BN momentum: 0.1; 0 for a pass of
 * the unrolled network, whose statistics the reference throws away).
 */
export function gradientProgram(network: SearchNetwork): Program {
  return once(gradientPrograms, network, (state, feeds) => {
    const statistics = tensorOf<tf.Tensor1D>(state, 'statistics');
    const rate = tensorOf<tf.Scalar>(feeds, 'statisticsRate');
    let pass: Pass | undefined;
    let kept: tf.Tensor2D | undefined;
    const { value: loss, grads } = tf.valueAndGrads((weights, alphas) => {
      pass = new Pass(network.parameters, 'training', weights as tf.Tensor1D);
      const logits = network.forward(pass, alphas as tf.Tensor3D, tensorOf(feeds, 'images'));
      kept = tf.keep(logits);
      return crossEntropy(logits, tensorOf(feeds, 'labels'));
    })([tensorOf(state, 'weights'), tensorOf(state, 'alphas')]);
    const [weightGradient, alphaGradient] = grads;
    if (!pass || !kept || !weightGradient || !alphaGradient) throw new Error('tfjs gave no gradients.');
    const moved = movedStatistics(statistics, pass.takeBatchStatistics(), rate);
    // Kept past the gradient's own tidy only; from here on the session decides.
    const logits = kept.clone();
    kept.dispose();
    return { state: { weightGradient, alphaGradient, statistics: moved }, outputs: { loss, logits } };
  });
}

/**
 * One evaluation-mode pass: reads `weights`, `alphas` and `statistics`, changes nothing, gives `loss` and `logits`
 * `[batch, classes]`. Feeds: `images` `[batch, height, width, channels]` and `labels` `[batch]`.
 */
export function evaluationProgram(network: SearchNetwork): Program {
  return once(evaluationPrograms, network, (state, feeds) => {
    const pass = new Pass(network.parameters, 'evaluation', tensorOf(state, 'weights'), tensorOf(state, 'statistics'));
    const logits = network.forward(pass, tensorOf(state, 'alphas'), tensorOf(feeds, 'images'));
    return { state: {}, outputs: { loss: crossEntropy(logits, tensorOf(feeds, 'labels')), logits } };
  });
}

function once(programs: WeakMap<SearchNetwork, Program>, network: SearchNetwork, program: Program): Program {
  const known = programs.get(network) ?? program;
  programs.set(network, known);
  return known;
}
