import { BatchNorm } from '../nn/batch-norm';
import { DilConv, FactorizedReduce, SepConv } from '../nn/conv-layers';
import { conv, convValid } from '../nn/ops/convolution';
import { avgPool3x3, maxPool3x3 } from '../nn/ops/pool';
import { batchToSpace, subsample } from '../nn/ops/rearrange';
import type { Parameter, Parameters } from '../nn/parameters';
import type { StateView } from '../nn/state-view';
import { tf } from '../runtime/tensorflow';
import type { Operation } from '../space/primitives';

/** What an edge of an evaluation cell computes: `[batch, height, width, channels]` to the same, or half as high and wide. */
export type CellOperation = (view: StateView) => tf.Tensor4D;

/** How an operation is built. */
export interface OperationShape {
  readonly channels: number;
  readonly stride: 1 | 2;
  /** Whether its normalisations have a learned scale and shift: all of an evaluation network's have. */
  readonly affine: boolean;
}

/**
 * Declares the parameters of one operation, in the reference's order, and gives what it computes (quark0/darts
 * cnn/operations.py `OPS`).
 *
 * @param name what the reference calls the operation's module
 */
export function cellOperation(
  operation: Operation,
  parameters: Parameters,
  name: string,
  { channels, stride, affine }: OperationShape,
): CellOperation {
  switch (operation) {
    case 'none':
      return ({ x }) => tf.zerosLike(stride === 1 ? x : subsample(x, 0));
    case 'max_pool_3x3':
      return ({ x }) => maxPool3x3(x, stride);
    case 'avg_pool_3x3':
      return ({ x }) => avgPool3x3(x, stride);
    case 'skip_connect': {
      if (stride === 1) return ({ x }) => x;
      const reduce = new FactorizedReduce(parameters, name, channels, channels, affine);
      return (view) => reduce.forward(view);
    }
    case 'sep_conv_3x3':
      return sepConv(3);
    case 'sep_conv_5x5':
      return sepConv(5);
    case 'sep_conv_7x7':
      return sepConv(7);
    case 'dil_conv_3x3':
      return dilConv(3);
    case 'dil_conv_5x5':
      return dilConv(5);
    case 'conv_7x1_1x7':
      return crossConv(parameters, name, { channels, stride, affine });
  }

  function sepConv(kernel: 3 | 5 | 7): CellOperation {
    const layer = new SepConv(parameters, name, channels, kernel, stride, affine);
    return (view) => layer.forward(view);
  }

  function dilConv(kernel: 3 | 5): CellOperation {
    const layer = new DilConv(parameters, name, channels, kernel, stride, affine);
    return (view) => {
      const { y, inPhases } = layer.forward(view);
      const [, height, width] = view.x.shape;
      return inPhases ? batchToSpace(y, height, width) : y;
    };
  }
}

/** Whether the reference leaves an operation out of drop-path: only what passes its input on unchanged. */
export function isIdentity(operation: Operation, stride: 1 | 2): boolean {
  return operation === 'skip_connect' && stride === 1;
}

/** ReLU, a 1x7 and a 7x1 convolution, BN; each convolution strides along its own direction. */
function crossConv(parameters: Parameters, name: string, shape: OperationShape): CellOperation {
  const { channels, stride, affine } = shape;
  const filter = (place: number, shape: [number, number]): Parameter =>
    parameters.weight(`${name}.${place}.weight`, [...shape, channels, channels], 'uniform', 7 * channels);
  const across = filter(1, [1, 7]);
  const down = filter(2, [7, 1]);
  const norm = new BatchNorm(parameters, `${name}.3`, channels, affine);
  return (view) => {
    const { pass } = view;
    const [first, second] = [pass.weight<tf.Tensor4D>(across), pass.weight<tf.Tensor4D>(down)];
    if (stride === 1) return norm.forward(pass, conv(conv(view.relu(), first), second));
    const padded = tf.pad4d(view.relu(), [
      [0, 0],
      [0, 0],
      [3, 3],
      [0, 0],
    ]);
    const halfWide = convValid(padded, first, [1, 2]);
    const paddedAgain = tf.pad4d(halfWide, [
      [0, 0],
      [3, 3],
      [0, 0],
      [0, 0],
    ]);
    return norm.forward(pass, convValid(paddedAgain, second, [2, 1]));
  };
}
