import { BatchNorm } from '../nn/batch-norm';
import { conv, convValid } from '../nn/ops/convolution';
import { padForStride2 } from '../nn/ops/rearrange';
import { relu } from '../nn/ops/relu';
import type { Parameter, Parameters } from '../nn/parameters';
import type { Pass } from '../nn/pass';
import type { tf } from '../runtime/tensorflow';
import { type NetworkKind, STEM_MULTIPLIER } from './network-shape';

/** The layers before the first cell: from images to c_{-2} and c_{-1}, `[batch, height, width, channels]`. */
export type Stem = (pass: Pass, images: tf.Tensor4D) => readonly [tf.Tensor4D, tf.Tensor4D];

/** Declares a stem's parameters and gives what it computes (quark0/darts cnn/model.py `stem`, `stem0` and `stem1`). */
export function buildStem(kind: NetworkKind, parameters: Parameters, channels: number, imageChannels: number): Stem {
  if (kind === 'cifar') {
    const layer = new ConvBn(parameters, 'stem', [0, 1], imageChannels, STEM_MULTIPLIER * channels, 1);
    return (pass, images) => {
      const output = layer.forward(pass, images);
      return [output, output];
    };
  }
  const half = Math.floor(channels / 2);
  const first = new ConvBn(parameters, 'stem0', [0, 1], imageChannels, half, 2);
  const second = new ConvBn(parameters, 'stem0', [3, 4], half, channels, 2);
  const third = new ConvBn(parameters, 'stem1', [1, 2], channels, channels, 2);
  return (pass, images) => {
    const quarter = second.forward(pass, relu(first.forward(pass, images)));
    return [quarter, third.forward(pass, relu(quarter))];
  };
}

/** A 3x3 convolution and a normalisation. */
class ConvBn {
  private readonly weight: Parameter;
  private readonly norm: BatchNorm;

  /** `places` are those of the two layers in the reference's `nn.Sequential`. */
  constructor(
    parameters: Parameters,
    name: string,
    places: readonly [number, number],
    inputs: number,
    outputs: number,
    private readonly stride: 1 | 2,
  ) {
    this.weight = parameters.weight(`${name}.${places[0]}.weight`, [3, 3, inputs, outputs], 'uniform', 9 * inputs);
    this.norm = new BatchNorm(parameters, `${name}.${places[1]}`, outputs, true);
  }

  forward(pass: Pass, x: tf.Tensor4D): tf.Tensor4D {
    const weight = pass.weight<tf.Tensor4D>(this.weight);
    return this.norm.forward(
      pass,
      this.stride === 1 ? conv(x, weight) : convValid(padForStride2(x, 3), weight, [2, 2]),
    );
  }
}
