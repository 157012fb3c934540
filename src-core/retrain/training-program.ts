import { type Program, type Tensors, tensorOf } from '../graph/program';
import { crossEntropy } from '../nn/ops/cross-entropy';
import { Pass } from '../nn/pass';
import { STATISTICS_RATE, movedStatistics } from '../nn/running-statistics';
import { tf } from '../runtime/tensorflow';
import { DropPath } from './drop-path';
import type { EvaluationNetwork, NetworkLogits } from './evaluation-network';

/** What the training loss is made of. */
export interface LossOptions {
  /** Weight of the auxiliary head's loss. */
  readonly auxiliaryWeight: number;
  /** See `crossEntropy`. */
  readonly labelSmoothing: number;
}

/**
 * One training-mode pass over a batch with the gradient of its loss: cross-entropy plus that of the auxiliary head times its
 * weight (quark0/darts cnn/train.py `train`, cnn/train_imagenet.py for label smoothing).
 *
 * Reads `weights` and `statistics`; writes `weightGradient` and `statistics`; gives `loss`, `logits` and, with an auxiliary
 * head, `auxLogits`, `[batch, classes]` each. Feeds: `images` `[batch, height, width, channels]`, `labels` `[batch]` and,
 * to leave out paths, `dropPath` (see `DropPath`).
 */
export function trainingProgram(network: EvaluationNetwork, options: LossOptions): Program {
  return (state, feeds) => {
    const factors = feeds['dropPath'] as tf.Tensor2D | undefined;
    let pass: Pass | undefined;
    let kept: Tensors | undefined;
    const { value: loss, grad } = tf.valueAndGrad((weights) => {
      pass = new Pass(network.parameters, 'training', weights as tf.Tensor1D);
      const given = network.forward(pass, tensorOf(feeds, 'images'), factors ? new DropPath(factors) : null);
      kept = keep(given);
      return totalLoss(given, tensorOf(feeds, 'labels'), options);
    })(tensorOf(state, 'weights'));
    if (!pass || !kept) throw new Error('tfjs ran no pass.');
    const statistics = tensorOf<tf.Tensor1D>(state, 'statistics');
    const moved = movedStatistics(statistics, pass.takeBatchStatistics(), STATISTICS_RATE);
    return { state: { weightGradient: grad, statistics: moved }, outputs: { loss, ...release(kept) } };
  };
}

/**
 * One evaluation-mode pass: reads `weights` and `statistics`, changes nothing, gives `loss` (mean cross-entropy, without
 * smoothing) and `logits` `[batch, classes]`. Feeds: `images` `[batch, height, width, channels]` and `labels` `[batch]`.
 */
export function inferenceProgram(network: EvaluationNetwork): Program {
  return (state, feeds) => {
    const pass = new Pass(network.parameters, 'evaluation', tensorOf(state, 'weights'), tensorOf(state, 'statistics'));
    const { logits } = network.forward(pass, tensorOf(feeds, 'images'));
    return { state: {}, outputs: { loss: crossEntropy(logits, tensorOf(feeds, 'labels')), logits } };
  };
}

function totalLoss(given: NetworkLogits, labels: tf.Tensor1D, options: LossOptions): tf.Scalar {
  const loss = crossEntropy(given.logits, labels, options.labelSmoothing);
  if (!given.auxLogits) return loss;
  const auxiliary = crossEntropy(given.auxLogits, labels, options.labelSmoothing);
  return tf.add(loss, tf.mul(auxiliary, options.auxiliaryWeight));
}

/** Keeps logits past the gradient's own tidy. */
function keep({ logits, auxLogits }: NetworkLogits): Tensors {
  return { logits: tf.keep(logits), ...(auxLogits ? { auxLogits: tf.keep(auxLogits) } : {}) };
}

/** Hands kept tensors over to the session. */
function release(kept: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(kept).map(([name, tensor]) => {
      const copy = tensor.clone();
      tensor.dispose();
      return [name, copy];
    }),
  );
}
