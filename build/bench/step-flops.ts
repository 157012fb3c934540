import { type Parameter, type Parameters, sizeOf } from '../../src-core/nn/parameters';
import { isReductionCell } from '../../src-core/space/cell-topology';
import type { StepShape } from './contender';

/** Side of the images that the bench runs on, as in CIFAR-10. */
export const IMAGE_SIDE = 32;

/** Floating-point operations of one search step. */
export interface StepFlops {
  /** As the reference computes it: each pass forward once and backward twice, to the inputs and to the weights. */
  readonly flops: number;
  /** Without the gradients of weights that nobody reads, in passes for the gradient of the alphas alone. */
  readonly neededFlops: number;
}

/**
 * Counts two operations for each product of a weight and a pixel, in convolutions and the classifier. Everything else
 * (normalising, pooling, adding up) counts as nothing, and so does whatever a particular implementation computes twice.
 */
export function stepFlops(parameters: Parameters, { layers, batch, order }: Omit<StepShape, 'channels'>): StepFlops {
  const forward = parameters.weights.reduce(
    (sum, parameter) => sum + 2 * batch * sizeOf(parameter.shape) * pixelsOf(parameter, layers),
    0,
  );
  const [passes, forAlphasAlone] = order === 1 ? [2, 1] : [5, 2];
  return { flops: passes * 3 * forward, neededFlops: (passes * 3 - forAlphasAlone) * forward };
}

/** Pixels that a layer puts out, each of which takes all of the layer's weights. */
function pixelsOf({ name, shape }: Parameter, layers: number): number {
  // Scales, offsets and the classifier: no convolution.
  if (shape.length < 4) return 1;
  const [room, number] = name.split('.');
  if (room !== 'cells') return IMAGE_SIDE ** 2;
  const cell = Number(number);
  const halvings = Array.from({ length: layers }, (_, index) => index).filter(
    (index) => isReductionCell(index, layers) && (index < cell || (index === cell && !name.includes('.preprocess'))),
  ).length;
  return Math.ceil(IMAGE_SIDE / 2 ** halvings) ** 2;
}
