import type { tf } from '../runtime/tensorflow';
import { batchNormDifferentiable, batchNormInference, batchNormTraining } from './ops/batch-norm';
import type { Normalisation, Parameter, Parameters } from './parameters';
import type { Pass } from './pass';

/** Batch normalisation (`nn.BatchNorm2d`); `affine` gives it a learned scale and shift, which in the search only the stem has. */
export class BatchNorm {
  private readonly normalisation: Normalisation;
  private readonly affine: { readonly scale: Parameter; readonly offset: Parameter } | null;

  constructor(parameters: Parameters, name: string, channels: number, affine: boolean) {
    this.affine = affine
      ? {
          scale: parameters.weight(`${name}.weight`, [channels], 'ones'),
          offset: parameters.weight(`${name}.bias`, [channels], 'zeros'),
        }
      : null;
    this.normalisation = parameters.normalisation(name, channels);
  }

  /**
   * @param x `[batch, height, width, channels]`
   * @param scale `[channels]`: multiplies the result; an edge folds its operation's weight in here
   */
  forward(pass: Pass, x: tf.Tensor4D, scale?: tf.Tensor1D): tf.Tensor4D {
    const { channels, index } = this.normalisation;
    const offset = this.affine ? pass.weight<tf.Tensor1D>(this.affine.offset) : pass.constant(channels, 0);
    const own = this.affine ? pass.weight<tf.Tensor1D>(this.affine.scale) : pass.constant(channels, 1);
    if (this.affine && scale) throw new Error('An affine normalisation takes no second scale.');
    const gain = scale ?? own;
    if (pass.mode === 'evaluation') return batchNormInference(x, gain, offset, pass.runningStatistics(index));
    if (pass.mode === 'differentiable') return batchNormDifferentiable(x, gain, offset);
    const { y, statistics } = batchNormTraining(x, gain, offset);
    pass.collect(index, statistics);
    return y;
  }

  /** Takes over the statistics of an equal normalisation that ran on the same tensor in this pass. */
  sameAs(other: BatchNorm, pass: Pass): void {
    pass.collectAgain(this.normalisation.index, other.normalisation.index);
  }
}
