import { INPUT_STATES } from '../space/cell-topology';
import type { Operation } from '../space/primitives';
import { AUXILIARY_CHANNELS, type CellPlan, type NetworkShape, STEM_MULTIPLIER, planCells } from './network-shape';

/** How large a network is. */
export interface NetworkSize {
  /** Numbers that are trained, without the auxiliary head, as papers count them. */
  readonly parameters: number;
  /** Numbers that the auxiliary head adds while training. */
  readonly auxiliaryParameters: number;
  /** Multiplications with an addition to classify one image, as papers count "FLOPs": of convolutions and linear layers. */
  readonly multiplyAdds: number;
  /** Bytes to train with a batch: weights, gradient and momentum, and what the backward pass needs of the forward pass. */
  readonly trainingBytes: number;
}

/** Images of a batch. */
export interface BatchShape {
  readonly height: number;
  readonly width: number;
  readonly batchSize: number;
}

/**
 * The size of a genotype's network. A pure function of its shape: nothing is built, nothing is run. The bytes are an
 * estimate, the other numbers are exact.
 */
export function networkSize(shape: NetworkShape, { height, width, batchSize }: BatchShape): NetworkSize {
  const sum = new Sum();
  const { kind, channels, classes, imageChannels } = shape;
  let sides: Sides = [height, width];
  if (kind === 'cifar') {
    sum.conv(sides, 9 * imageChannels, STEM_MULTIPLIER * channels);
    sum.norm(sides, STEM_MULTIPLIER * channels);
  } else {
    const half = Math.floor(channels / 2);
    for (const [inputs, outputs] of [
      [imageChannels, half],
      [half, channels],
      [channels, channels],
    ] as const) {
      sides = halved(sides);
      sum.conv(sides, 9 * inputs, outputs);
      sum.norm(sides, outputs);
    }
  }
  const plans = planCells(shape);
  for (const plan of plans) {
    if (plan.reduction) sides = halved(sides);
    addCell(sum, plan, sides);
  }
  sum.linear(plans.at(-1)?.outputs ?? channels, classes);
  const inputs = plans.find(({ auxiliary }) => auxiliary)?.outputs;
  const auxiliaryParameters = inputs === undefined ? 0 : auxiliarySize(shape, inputs);
  const { parameters, multiplyAdds, activations } = sum;
  return {
    parameters,
    auxiliaryParameters,
    multiplyAdds,
    trainingBytes: BYTES * (STATE_COPIES * (parameters + auxiliaryParameters) + batchSize * activations),
  };
}

const BYTES = 4;
/** Weights, gradient, momentum. */
const STATE_COPIES = 3;

/** Height and width, in pixels. */
type Sides = readonly [height: number, width: number];

/** Adds up layers. */
class Sum {
  parameters = 0;
  multiplyAdds = 0;
  /** Numbers that one image's forward pass leaves for the backward pass. */
  activations = 0;

  /** @param fanIn products that each output adds up */
  conv([height, width]: Sides, fanIn: number, outputs: number): void {
    this.parameters += fanIn * outputs;
    this.multiplyAdds += height * width * fanIn * outputs;
    this.activations += height * width * outputs;
  }

  norm([height, width]: Sides, channels: number): void {
    this.parameters += 2 * channels;
    this.activations += height * width * channels;
  }

  /** A rectified or pooled copy, or a sum. */
  copy([height, width]: Sides, channels: number): void {
    this.activations += height * width * channels;
  }

  linear(inputs: number, outputs: number): void {
    this.parameters += inputs * outputs + outputs;
    this.multiplyAdds += inputs * outputs;
    this.activations += inputs + outputs;
  }
}

/** @param sides of the cell's output */
function addCell(sum: Sum, { edges, inputs, channels, reduction, reductionBefore }: CellPlan, sides: Sides): void {
  const inner: Sides = reduction ? [2 * sides[0], 2 * sides[1]] : sides;
  for (const [place, given] of inputs.entries()) {
    const isWider = place === 0 && reductionBefore;
    sum.copy(isWider ? [2 * inner[0], 2 * inner[1]] : inner, given);
    sum.conv(inner, given, channels);
    sum.norm(inner, channels);
  }
  for (const [operation, source] of edges)
    addOperation(sum, operation, channels, sides, reduction && source < INPUT_STATES);
  for (let node = 0; node < edges.length / 2; node++) sum.copy(sides, 3 * channels);
}

function addOperation(sum: Sum, operation: Operation, channels: number, sides: Sides, strides: boolean): void {
  const kernel = Number(/(\d)x\d$/.exec(operation)?.[1] ?? 1);
  const separable = (times: number): void => {
    for (let i = 0; i < times; i++) {
      sum.conv(sides, kernel * kernel, channels);
      sum.conv(sides, channels, channels);
      sum.norm(sides, channels);
    }
  };
  switch (operation) {
    case 'none':
    case 'max_pool_3x3':
    case 'avg_pool_3x3':
      sum.copy(sides, channels);
      break;
    case 'skip_connect':
      if (!strides) break;
      sum.conv(sides, channels, channels);
      sum.norm(sides, channels);
      break;
    case 'sep_conv_3x3':
    case 'sep_conv_5x5':
    case 'sep_conv_7x7':
      separable(2);
      break;
    case 'dil_conv_3x3':
    case 'dil_conv_5x5':
      separable(1);
      break;
    case 'conv_7x1_1x7':
      sum.conv(strides ? [2 * sides[0], sides[1]] : sides, 7 * channels, channels);
      sum.conv(sides, 7 * channels, channels);
      sum.norm(sides, channels);
      break;
  }
}

function auxiliarySize({ kind, classes }: NetworkShape, inputs: number): number {
  const [narrow, wide] = AUXILIARY_CHANNELS;
  const norms = 2 * narrow + (kind === 'cifar' ? 2 * wide : 0);
  return inputs * narrow + 4 * narrow * wide + norms + wide * classes + classes;
}

function halved([height, width]: Sides): Sides {
  return [Math.ceil(height / 2), Math.ceil(width / 2)];
}
