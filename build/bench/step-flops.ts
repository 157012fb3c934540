import { type Parameter, type Parameters, sizeOf } from '../../src-core/nn/parameters';
import { isReductionCell } from '../../src-core/space/cell-topology';
import type { StepShape } from './contender';

/** Side of the images that the bench runs on, as in CIFAR-10. */
export const IMAGE_SIDE = 32;

/**
 * Floating-point operations of one search step that no way of computing it can avoid: two for each product of a weight and
 * a pixel, in convolutions and the classifier, forward once and backward twice. Everything else (normalising, pooling,
 * adding up) counts as nothing, and so does whatever a particular implementation computes twice.
 */
export function stepFlops(parameters: Parameters, { layers, batch, order }: Omit<StepShape, 'channels'>): number {
  const forward = parameters.weights.reduce(
    (sum, parameter) => sum + 2 * batch * sizeOf(parameter.shape) * pixelsOf(parameter, layers),
    0,
  );
  const passes = order === 1 ? 2 : 5;
  return passes * 3 * forward;
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
