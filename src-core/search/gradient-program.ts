import { type Program, type Tensors, tensorOf } from '../graph/program';
import { crossEntropy } from '../nn/ops/cross-entropy';
import { Pass } from '../nn/pass';
import { movedStatistics } from '../nn/running-statistics';
import type { SearchNetwork } from '../nn/search-network';
import { tf } from '../runtime/tensorflow';

/** A network's program is the same whoever asks, so that a session compiles it once. */
const gradientPrograms = new WeakMap<SearchNetwork, Program>();
const alphaGradientPrograms = new WeakMap<SearchNetwork, Program>();
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
  return once(gradientPrograms, network, (state, feeds) => differentiate(network, state, feeds, 'training'));
}

/**
 * The same for whoever asks for the alphas' gradient alone, which is less work; writes no `weightGradient`. The reference
 * computes that of the weights, too, and throws it away.
 */
export function alphaGradientProgram(network: SearchNetwork): Program {
  return once(alphaGradientPrograms, network, (state, feeds) => differentiate(network, state, feeds, 'architecture'));
}

function differentiate(
  network: SearchNetwork,
  state: Tensors,
  feeds: Tensors,
  mode: 'training' | 'architecture',
): ReturnType<Program> {
  const statistics = tensorOf<tf.Tensor1D>(state, 'statistics');
  const rate = tensorOf<tf.Scalar>(feeds, 'statisticsRate');
  const [alphas, weights] = [tensorOf<tf.Tensor3D>(state, 'alphas'), tensorOf<tf.Tensor1D>(state, 'weights')];
  let pass: Pass | undefined;
  let kept: tf.Tensor2D | undefined;
  // Without the weights as an argument, they are a constant.
  const { value: loss, grads } = tf.valueAndGrads((...[a, w = weights]) => {
    pass = new Pass(network.parameters, mode, w as tf.Tensor1D);
    const logits = network.forward(pass, a as tf.Tensor3D, tensorOf(feeds, 'images'));
    kept = tf.keep(logits);
    return crossEntropy(logits, tensorOf(feeds, 'labels'));
  })(mode === 'training' ? [alphas, weights] : [alphas]);
  const [alphaGradient, weightGradient] = grads;
  if (!pass || !kept || !alphaGradient) throw new Error('tfjs gave no gradients.');
  const moved = movedStatistics(statistics, pass.takeBatchStatistics(), rate);
  // Kept past the gradient's own tidy only; from here on the session decides.
  const logits = kept.clone();
  kept.dispose();
  return {
    state: { alphaGradient, statistics: moved, ...(weightGradient ? { weightGradient } : {}) },
    outputs: { loss, logits },
  };
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
