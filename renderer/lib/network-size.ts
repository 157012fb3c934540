import { planCells, STEM_MULTIPLIER, type CellPlan, type NetworkShape } from '../../src-core/retrain/network-shape';
import { INPUT_STATES } from '../../src-core/space/cell-topology';
import type { Operation } from '../../src-core/space/primitives';

/**
 * Parameters of the network that a genotype is retrained in, without its auxiliary head, as the paper counts them
 * (quark0/darts cnn/model.py and cnn/utils.py `count_parameters_in_MB`).
 */
export function countParameters(shape: NetworkShape): number {
  const cells = planCells(shape);
  const last = cells[cells.length - 1]?.outputs ?? 0;
  return (
    stem(shape) + cells.reduce((sum, cell) => sum + cellParameters(cell), 0) + last * shape.classes + shape.classes
  );
}

function stem({ kind, channels, imageChannels }: NetworkShape): number {
  if (kind === 'cifar') return convolution(3, imageChannels, STEM_MULTIPLIER * channels);
  const half = Math.floor(channels / 2);
  return convolution(3, imageChannels, half) + convolution(3, half, channels) + convolution(3, channels, channels);
}

/** Its two preprocessing convolutions, and what lies on its edges. */
function cellParameters({ edges, inputs, channels, reduction }: CellPlan): number {
  return (
    inputs.reduce((sum, from) => sum + convolution(1, from, channels), 0) +
    edges.reduce((sum, [op, source]) => sum + operation(op, channels, reduction && source < INPUT_STATES), 0)
  );
}

function operation(op: Operation, channels: number, halved: boolean): number {
  switch (op) {
    case 'none':
    case 'max_pool_3x3':
    case 'avg_pool_3x3':
      return 0;
    case 'skip_connect':
      return halved ? convolution(1, channels, channels) : 0;
    case 'sep_conv_3x3':
      return 2 * separable(3, channels);
    case 'sep_conv_5x5':
      return 2 * separable(5, channels);
    case 'sep_conv_7x7':
      return 2 * separable(7, channels);
    case 'dil_conv_3x3':
      return separable(3, channels);
    case 'dil_conv_5x5':
      return separable(5, channels);
    case 'conv_7x1_1x7':
      return 2 * 7 * channels * channels + 2 * channels;
  }
}

/** With the scale and offset of the batch normalisation that follows. */
function convolution(side: number, from: number, to: number): number {
  return side * side * from * to + 2 * to;
}

/** Depthwise, then pointwise, then batch normalisation. */
function separable(side: number, channels: number): number {
  return side * side * channels + channels * channels + 2 * channels;
}
