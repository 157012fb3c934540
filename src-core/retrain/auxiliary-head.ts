import { BatchNorm } from '../nn/batch-norm';
import { convValid } from '../nn/ops/convolution';
import { relu } from '../nn/ops/relu';
import { avgPoolValid } from '../nn/ops/valid-pool';
import type { Parameter, Parameters } from '../nn/parameters';
import type { Pass } from '../nn/pass';
import type { tf } from '../runtime/tensorflow';
import { Classifier } from './classifier';
import { AUXILIARY_CHANNELS, type NetworkKind } from './network-shape';

/**
 * A second classifier in the middle of the network, whose loss helps to train what lies below it (quark0/darts cnn/model.py
 * `AuxiliaryHeadCIFAR`, `AuxiliaryHeadImageNet`; the latter has no second normalisation, on purpose). The reference's are
 * made for 8x8 and 7x7 pixels; larger ones are averaged at the end, smaller ones pooled less.
 */
export class AuxiliaryHead {
  private readonly first: { readonly weight: Parameter; readonly norm: BatchNorm };
  private readonly second: { readonly weight: Parameter; readonly norm: BatchNorm | null };
  private readonly classifier: Classifier;

  constructor(
    parameters: Parameters,
    name: string,
    private readonly kind: NetworkKind,
    inputs: number,
    classes: number,
  ) {
    const [narrow, wide] = AUXILIARY_CHANNELS;
    this.first = {
      weight: parameters.weight(`${name}.features.2.weight`, [1, 1, inputs, narrow], 'uniform', inputs),
      norm: new BatchNorm(parameters, `${name}.features.3`, narrow, true),
    };
    this.second = {
      weight: parameters.weight(`${name}.features.5.weight`, [2, 2, narrow, wide], 'uniform', 4 * narrow),
      norm: kind === 'cifar' ? new BatchNorm(parameters, `${name}.features.6`, wide, true) : null,
    };
    this.classifier = new Classifier(parameters, `${name}.classifier`, wide, classes);
  }

  /**
   * @param x output of a cell, `[batch, height, width, inputs]`
   * @returns logits `[batch, classes]`
   */
  forward(pass: Pass, x: tf.Tensor4D): tf.Tensor2D {
    const [, height, width] = x.shape;
    const [down, across] = [poolWindow(height, this.kind), poolWindow(width, this.kind)];
    const pooled = avgPoolValid(relu(x), {
      kernel: [down.kernel, across.kernel],
      strides: [down.stride, across.stride],
    });
    const narrow = relu(this.first.norm.forward(pass, convValid(pooled, pass.weight(this.first.weight), [1, 1])));
    const wide = convValid(narrow, pass.weight(this.second.weight), [1, 1]);
    return this.classifier.forward(pass, relu(this.second.norm?.forward(pass, wide) ?? wide));
  }
}

/** How one side, of two pixels or more, is pooled: as the reference where it gives two places or more, else in two equal windows. */
function poolWindow(side: number, kind: NetworkKind): { readonly kernel: number; readonly stride: number } {
  const stride = kind === 'cifar' ? 3 : 2;
  if (side >= 5 + stride) return { kernel: 5, stride };
  const kernel = Math.ceil(side / 2);
  return { kernel, stride: side - kernel };
}
