import { PRIMITIVES } from '../space/primitives';
import type { tf } from '../runtime/tensorflow';
import { BatchNorm } from './batch-norm';
import { DilConv, FactorizedReduce, SepConv } from './conv-layers';
import { weighted } from './ops/weighted';
import type { Parameters } from './parameters';
import type { PoolKind, StateView } from './state-view';

/** What an edge adds to its node: tensors to be summed, those in place apart from those in the layout of `StateView.phases`. */
export interface Contributions {
  readonly inPlace: tf.Tensor4D[];
  readonly inPhases: tf.Tensor4D[];
}

/**
 * All candidate operations of one edge, weighted (quark0/darts cnn/model_search.py `MixedOp`). The weight of an operation
 * that ends in a normalisation is the normalisation's scale, so weighting costs nothing there.
 */
export class MixedOp {
  private readonly maxPoolNorm: BatchNorm;
  private readonly avgPoolNorm: BatchNorm;
  private readonly skip: FactorizedReduce | null;
  private readonly sepConv3: SepConv;
  private readonly sepConv5: SepConv;
  private readonly dilConv3: DilConv;
  private readonly dilConv5: DilConv;

  constructor(
    parameters: Parameters,
    name: string,
    channels: number,
    private readonly stride: 1 | 2,
  ) {
    // In the order of PRIMITIVES, so that parameters come in the reference's order.
    this.maxPoolNorm = new BatchNorm(parameters, `${name}._ops.1.1`, channels, false);
    this.avgPoolNorm = new BatchNorm(parameters, `${name}._ops.2.1`, channels, false);
    this.skip = stride === 2 ? new FactorizedReduce(parameters, `${name}._ops.3`, channels, channels, false) : null;
    this.sepConv3 = new SepConv(parameters, `${name}._ops.4`, channels, 3, stride, false);
    this.sepConv5 = new SepConv(parameters, `${name}._ops.5`, channels, 5, stride, false);
    this.dilConv3 = new DilConv(parameters, `${name}._ops.6`, channels, 3, stride, false);
    this.dilConv5 = new DilConv(parameters, `${name}._ops.7`, channels, 5, stride, false);
  }

  /**
   * @param weights the softmax of this edge's alphas, in the order of PRIMITIVES
   */
  forward(view: StateView, weights: readonly tf.Scalar[], into: Contributions): void {
    const weight = (primitive: (typeof PRIMITIVES)[number]): tf.Scalar => {
      const scalar = weights[PRIMITIVES.indexOf(primitive)];
      if (scalar === undefined) throw new Error(`No weight for ${primitive}.`);
      return scalar;
    };
    const pool = (kind: PoolKind, norm: BatchNorm): tf.Tensor4D => view.normalisedPool(kind, this.stride, norm);

    into.inPlace.push(weighted(pool('max', this.maxPoolNorm), weight('max_pool_3x3')));
    into.inPlace.push(weighted(pool('avg', this.avgPoolNorm), weight('avg_pool_3x3')));
    into.inPlace.push(
      this.skip ? this.skip.forward(view, weight('skip_connect')) : weighted(view.x, weight('skip_connect')),
    );
    into.inPlace.push(this.sepConv3.forward(view, weight('sep_conv_3x3')));
    into.inPlace.push(this.sepConv5.forward(view, weight('sep_conv_5x5')));
    for (const { y, inPhases } of [
      this.dilConv3.forward(view, weight('dil_conv_3x3')),
      this.dilConv5.forward(view, weight('dil_conv_5x5')),
    ]) {
      (inPhases ? into.inPhases : into.inPlace).push(y);
    }
  }
}
