import { tf } from '../runtime/tensorflow';
import { BatchNorm } from './batch-norm';
import { conv, depthwiseConv } from './ops/convolution';
import { batchToSpace } from './ops/rearrange';
import { relu } from './ops/relu';
import type { Parameter, Parameters } from './parameters';
import type { StateView } from './state-view';

/** A depthwise filter, a 1x1 convolution and a normalisation: the body that separable and dilated convolutions share. */
class DepthwiseSeparable {
  readonly depthwise: Parameter;
  private readonly pointwise: Parameter;
  private readonly norm: BatchNorm;

  /** `first` is the position of the depthwise layer in the reference's `nn.Sequential`. */
  constructor(parameters: Parameters, name: string, channels: number, kernel: number, affine: boolean, first: number) {
    this.depthwise = parameters.weight(
      `${name}.op.${first}.weight`,
      [kernel, kernel, channels, 1],
      'uniform',
      kernel * kernel,
    );
    this.pointwise = parameters.weight(
      `${name}.op.${first + 1}.weight`,
      [1, 1, channels, channels],
      'uniform',
      channels,
    );
    this.norm = new BatchNorm(parameters, `${name}.op.${first + 2}`, channels, affine);
  }

  /** The depthwise filter's output goes through the 1x1 convolution and the normalisation. */
  finish(view: StateView, filtered: tf.Tensor4D, weight?: tf.Scalar): tf.Tensor4D {
    return this.norm.forward(view.pass, conv(filtered, view.pass.weight(this.pointwise)), weight);
  }
}

/** ReLU, depthwise, 1x1, BN, twice; the first one strides (quark0/darts cnn/operations.py `SepConv`). */
export class SepConv {
  private readonly first: DepthwiseSeparable;
  private readonly second: DepthwiseSeparable;

  constructor(
    parameters: Parameters,
    name: string,
    channels: number,
    private readonly kernel: 3 | 5 | 7,
    private readonly stride: 1 | 2,
    affine: boolean,
  ) {
    this.first = new DepthwiseSeparable(parameters, name, channels, kernel, affine, 1);
    this.second = new DepthwiseSeparable(parameters, name, channels, kernel, affine, 5);
  }

  /** `[batch, height, width, channels]` to `[batch, ceil(height / stride), ceil(width / stride), channels]`. */
  forward(view: StateView, weight?: tf.Scalar): tf.Tensor4D {
    const { pass } = view;
    const filter = pass.weight<tf.Tensor4D>(this.first.depthwise);
    const filtered =
      this.stride === 1
        ? depthwiseConv(view.relu(), filter, 1, 'SAME')
        : depthwiseConv(view.paddedForStride2(this.kernel), filter, 2, 'VALID');
    const middle = relu(this.first.finish(view, filtered));
    const second = depthwiseConv(middle, pass.weight(this.second.depthwise), 1, 'SAME');
    return this.second.finish(view, second, weight);
  }
}

/** ReLU, depthwise with dilation 2, 1x1, BN (quark0/darts cnn/operations.py `DilConv`). */
export class DilConv {
  private readonly body: DepthwiseSeparable;

  constructor(
    parameters: Parameters,
    name: string,
    channels: number,
    kernel: 3 | 5,
    private readonly stride: 1 | 2,
    affine: boolean,
  ) {
    this.body = new DepthwiseSeparable(parameters, name, channels, kernel, affine, 1);
  }

  /**
   * At stride 1 with even sides the result keeps the layout of `StateView.phases`, so that a node puts the sum of all its
   * dilated convolutions back in place once; `inPhases` tells which it is.
   */
  forward(view: StateView, weight?: tf.Scalar): { readonly y: tf.Tensor4D; readonly inPhases: boolean } {
    const [, height, width] = view.x.shape;
    const filter = view.pass.weight<tf.Tensor4D>(this.body.depthwise);
    if (this.stride === 2) {
      // Rows 2i-2, 2i, 2i+2 are neighbours once only every second row is left.
      return { y: this.body.finish(view, depthwiseConv(view.sampled(0), filter, 1, 'SAME'), weight), inPhases: false };
    }
    const filtered = depthwiseConv(view.phases(), filter, 1, 'SAME');
    const even = height % 2 === 0 && width % 2 === 0;
    // Padding of odd sides must be gone before the normalisation counts pixels.
    const counted = even ? filtered : batchToSpace(filtered, height, width);
    return { y: this.body.finish(view, counted, weight), inPhases: even };
  }
}

/** Halves height and width by two 1x1 convolutions of alternate pixels (quark0/darts cnn/operations.py `FactorizedReduce`). */
export class FactorizedReduce {
  private readonly even: Parameter;
  private readonly odd: Parameter;
  private readonly norm: BatchNorm;

  /** `outputs` must be even: each convolution gives half of the channels. */
  constructor(parameters: Parameters, name: string, inputs: number, outputs: number, affine: boolean) {
    this.even = parameters.weight(`${name}.conv_1.weight`, [1, 1, inputs, outputs / 2], 'uniform', inputs);
    this.odd = parameters.weight(`${name}.conv_2.weight`, [1, 1, inputs, outputs / 2], 'uniform', inputs);
    this.norm = new BatchNorm(parameters, `${name}.bn`, outputs, affine);
  }

  /** `[batch, height, width, inputs]` to `[batch, ceil(height / 2), ceil(width / 2), outputs]`. */
  forward(view: StateView, weight?: tf.Scalar): tf.Tensor4D {
    const { pass } = view;
    const even = conv(view.sampled(0), pass.weight(this.even));
    const odd = conv(view.sampled(1), pass.weight(this.odd));
    return this.norm.forward(pass, tf.concat4d([even, odd], 3), weight);
  }
}

/** ReLU, 1x1 convolution, BN (quark0/darts cnn/operations.py `ReLUConvBN`). */
export class ReluConvBn {
  private readonly weight: Parameter;
  private readonly norm: BatchNorm;

  constructor(parameters: Parameters, name: string, inputs: number, outputs: number, affine: boolean) {
    this.weight = parameters.weight(`${name}.op.1.weight`, [1, 1, inputs, outputs], 'uniform', inputs);
    this.norm = new BatchNorm(parameters, `${name}.op.2`, outputs, affine);
  }

  /** `[batch, height, width, inputs]` to `[batch, height, width, outputs]`. */
  forward(view: StateView): tf.Tensor4D {
    return this.norm.forward(view.pass, conv(view.relu(), view.pass.weight(this.weight)));
  }
}
