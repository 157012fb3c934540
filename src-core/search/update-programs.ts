import { type Program, type Tensors, tensorOf } from '../graph/program';
import { weightedSum } from '../nn/ops/weighted-sum';
import { FLOAT, rawOpOne } from '../runtime/raw-op';
import { tf } from '../runtime/tensorflow';

/** Adam's settings for the alphas (quark0/darts cnn/architect.py; Kingma and Ba 2015). */
export const ALPHA_ADAM = { beta1: 0.5, beta2: 0.999, epsilon: 1e-8 } as const;

/** Radius of the finite difference, in units of the direction's norm (quark0/darts cnn/architect.py, `r`). */
const FINITE_DIFFERENCE_RADIUS = 0.01;

/**
 * SGD on the weights with `weightGradient`: clip by global norm, add weight decay to every weight, heavy-ball momentum, as
 * `torch.nn.utils.clip_grad_norm_` and `torch.optim.SGD` do. Feeds: `learningRate`, `momentum`, `weightDecay`, `gradClip`.
 * Gives `gradNorm`, the norm before clipping.
 */
export const sgdProgram: Program = (state, feeds) => {
  const gradient = tensorOf<tf.Tensor1D>(state, 'weightGradient');
  const gradNorm = globalNorm(gradient);
  const clip = tf.minimum<tf.Scalar>(1, tf.div(tensorOf(feeds, 'gradClip'), tf.add(gradNorm, 1e-6)));
  const momentum = movedMomentum(state, feeds, clip);
  const weights = moved(tensorOf(state, 'weights'), momentum, tf.neg(tensorOf(feeds, 'learningRate')));
  return { state: { weights, momentum }, outputs: { gradNorm } };
};

/**
 * Adam on the alphas with `alphaGradient`; weight decay is added to the gradient, as `torch.optim.Adam` does. Feeds:
 * `archWeightDecay`, `stepSize` = learning rate / (1 - beta1^t), `correction` = sqrt(1 - beta2^t), t counting from 1.
 */
export const adamProgram: Program = (state, feeds) => adam(state, feeds, tensorOf(state, 'alphaGradient'));

/**
 * Begins a second-order step with the gradients of the training batch: keeps the weights aside and puts the unrolled
 * ones in their place, w' = w - rate * (momentum * buffer + gradient + decay * w), unclipped (quark0/darts
 * cnn/architect.py `_compute_unrolled_model`). Feeds: `unrolledRate`, `momentum`, `weightDecay`.
 */
export const unrollProgram: Program = (state, feeds) => {
  const weights = tensorOf<tf.Tensor1D>(state, 'weights');
  const step = movedMomentum(state, feeds, tf.scalar(1));
  return {
    state: {
      savedWeights: weights.clone(),
      weights: moved(weights, step, tf.neg(tensorOf(feeds, 'unrolledRate'))),
    },
    outputs: {},
  };
};

/**
 * After the pass at the unrolled weights: keeps its gradients as the direction and moves to w + epsilon * direction,
 * epsilon = 0.01 / ||direction||. Gives `directionNorm`.
 */
export const perturbPlusProgram: Program = (state) => {
  const direction = tensorOf<tf.Tensor1D>(state, 'weightGradient');
  const directionNorm = globalNorm(direction);
  return {
    state: {
      direction: direction.clone(),
      unrolledAlphaGradient: tensorOf(state, 'alphaGradient').clone(),
      weights: moved(tensorOf(state, 'savedWeights'), direction, epsilonOf(directionNorm)),
    },
    outputs: { directionNorm },
  };
};

/** After the pass at w+: keeps its alpha gradient and moves to w - epsilon * direction, from the saved copy. */
export const perturbMinusProgram: Program = (state) => {
  const direction = tensorOf<tf.Tensor1D>(state, 'direction');
  return {
    state: {
      plusAlphaGradient: tensorOf(state, 'alphaGradient').clone(),
      weights: moved(tensorOf(state, 'savedWeights'), direction, tf.neg(epsilonOf(globalNorm(direction)))),
    },
    outputs: {},
  };
};

/**
 * After the pass at w-: puts the weights back and takes Adam's step along
 * unrolled alpha gradient - rate * (g+ - g-) / (2 epsilon). Feeds: `unrolledRate` and those of `adamProgram`.
 */
export const finishUnrolledProgram: Program = (state, feeds) => {
  const epsilon = epsilonOf(globalNorm(tensorOf(state, 'direction')));
  const difference = tf.sub(tensorOf(state, 'plusAlphaGradient'), tensorOf(state, 'alphaGradient'));
  const implicit = tf.div(difference, tf.mul(epsilon, 2));
  const gradient = tf.sub(
    tensorOf(state, 'unrolledAlphaGradient'),
    tf.mul(implicit, tensorOf(feeds, 'unrolledRate')),
  ) as tf.Tensor3D;
  const step = adam(state, feeds, gradient);
  return {
    state: { ...step.state, alphaGradient: gradient, weights: tensorOf(state, 'savedWeights').clone() },
    outputs: { implicitGradient: implicit },
  };
};

function adam(state: Tensors, feeds: Tensors, rawGradient: tf.Tensor): ReturnType<Program> {
  const { beta1, beta2, epsilon } = ALPHA_ADAM;
  const alphas = tensorOf<tf.Tensor3D>(state, 'alphas');
  const gradient = tf.add(rawGradient, tf.mul(alphas, tensorOf(feeds, 'archWeightDecay')));
  const adamM = tf.add(tf.mul(tensorOf(state, 'adamM'), beta1), tf.mul(gradient, 1 - beta1));
  const adamV = tf.add(tf.mul(tensorOf(state, 'adamV'), beta2), tf.mul(tf.mul(gradient, gradient), 1 - beta2));
  const denominator = tf.add(tf.div(tf.sqrt(adamV), tensorOf(feeds, 'correction')), epsilon);
  const next = tf.sub(alphas, tf.mul(tf.div(adamM, denominator), tensorOf(feeds, 'stepSize')));
  return { state: { alphas: next, adamM, adamV }, outputs: {} };
}

/** The momentum of SGD after `weightGradient` times `clip`, with weight decay. */
function movedMomentum(state: Tensors, feeds: Tensors, clip: tf.Scalar): tf.Tensor1D {
  return weightedSum(
    [tensorOf(state, 'weightGradient'), clip],
    [tensorOf(state, 'weights'), tensorOf(feeds, 'weightDecay')],
    [tensorOf(state, 'momentum'), tensorOf(feeds, 'momentum')],
  );
}

/** `weights` + distance * direction. */
function moved(weights: tf.Tensor1D, direction: tf.Tensor1D, distance: tf.Scalar): tf.Tensor1D {
  return weightedSum([weights, tf.scalar(1)], [direction, distance]);
}

function globalNorm(vector: tf.Tensor): tf.Scalar {
  return tf.sqrt(tf.mul(rawOpOne<tf.Scalar>('L2Loss', [FLOAT], [vector]), 2));
}

/** A direction of norm zero moves nothing: the difference is then 0 rather than 0 / 0. */
function epsilonOf(norm: tf.Scalar): tf.Scalar {
  return tf.div(FINITE_DIFFERENCE_RADIUS, tf.maximum(norm, 1e-12));
}
