import type { tf } from '../runtime/tensorflow';
import { batchNormDifferentiable, batchNormInference, batchNormTraining, type Gain } from './ops/batch-norm';
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
   * @param weight multiplies the result; an edge folds its operation's weight in here
   */
  forward(pass: Pass, x: tf.Tensor4D, weight?: tf.Scalar): tf.Tensor4D {
    const gain = this.gain(pass, weight);
    const { index } = this.normalisation;
    if (pass.mode === 'evaluation') return batchNormInference(x, gain, pass.runningStatistics(index));
    if (pass.mode === 'differentiable') return batchNormDifferentiable(x, gain);
    const { y, statistics } = batchNormTraining(x, gain);
    pass.collect(index, statistics, x.size / x.shape[3]);
    return y;
  }

  /** Takes over the statistics of an equal normalisation that ran on the same tensor in this pass. */
  sameAs(other: BatchNorm, pass: Pass): void {
    pass.collectAgain(this.normalisation.index, other.normalisation.index);
  }

  private gain(pass: Pass, weight: tf.Scalar | undefined): Gain {
    const { affine } = this;
    if (affine && weight) throw new Error('An affine normalisation takes no weight.');
    if (weight) return { weight };
    if (affine) return { scale: pass.weight(affine.scale), offset: pass.weight(affine.offset) };
    const { channels } = this.normalisation;
    return { scale: pass.constant(channels, 1), offset: pass.constant(channels, 0) };
  }
}
