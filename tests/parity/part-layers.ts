import * as v from 'valibot';

import { BatchNorm } from '../../src-core/nn/batch-norm';
import { DilConv, FactorizedReduce, ReluConvBn, SepConv } from '../../src-core/nn/conv-layers';
import { type Contributions, MixedOp } from '../../src-core/nn/mixed-op';
import { avgPool3x3, maxPool3x3 } from '../../src-core/nn/ops/pool';
import { batchToSpace } from '../../src-core/nn/ops/rearrange';
import { weighted } from '../../src-core/nn/ops/weighted';
import type { Parameters } from '../../src-core/nn/parameters';
import type { StateView } from '../../src-core/nn/state-view';
import { cellOperation } from '../../src-core/retrain/cell-operation';
import { tf } from '../../src-core/runtime/tensorflow';
import { OPERATIONS, PRIMITIVES } from '../../src-core/space/primitives';

/** One operation of a `parts` folder. */
export const Part = v.object({
  id: v.string(),
  op: v.picklist([...OPERATIONS, 'relu_conv_bn']),
  stride: v.picklist([1, 2]),
  affine: v.boolean(),
  /** Whether a pool is followed by a batch norm without affine parameters. */
  batchNorm: v.boolean(),
  weights: v.array(v.tuple([v.string(), v.array(v.number())])),
});
export type Part = v.InferOutput<typeof Part>;

/** Our names of a part's weights start with this; what follows is the reference's name. */
export const PART_NAME = 'part';

/** An operation's own layer, from `[batch, height, width, channels]`. */
export type Layer = (view: StateView) => tf.Tensor4D;

/** Declares a part's parameters, in the reference's order, and gives what the search network computes there. */
export function buildPart({ op, stride, affine, batchNorm }: Part, channels: number, parameters: Parameters): Layer {
  switch (op) {
    case 'none':
      return nothing(new MixedOp(parameters, PART_NAME, channels, stride));
    case 'max_pool_3x3':
    case 'avg_pool_3x3': {
      const kind = op === 'max_pool_3x3' ? 'max' : 'avg';
      const norm = batchNorm ? new BatchNorm(parameters, PART_NAME, channels, false) : null;
      const pool = kind === 'max' ? maxPool3x3 : avgPool3x3;
      return (view) => (norm ? view.normalisedPool(kind, stride, norm) : pool(view.x, stride));
    }
    case 'skip_connect': {
      if (stride === 1) return ({ x }) => weighted(x, tf.scalar(1));
      const reduce = new FactorizedReduce(parameters, PART_NAME, channels, channels, affine);
      return (view) => reduce.forward(view);
    }
    case 'sep_conv_3x3':
    case 'sep_conv_5x5': {
      const sepConv = new SepConv(parameters, PART_NAME, channels, op === 'sep_conv_3x3' ? 3 : 5, stride, affine);
      return (view) => sepConv.forward(view);
    }
    case 'dil_conv_3x3':
    case 'dil_conv_5x5': {
      const dilConv = new DilConv(parameters, PART_NAME, channels, op === 'dil_conv_3x3' ? 3 : 5, stride, affine);
      return (view) => inPlace(view, dilConv.forward(view));
    }
    case 'sep_conv_7x7':
    case 'conv_7x1_1x7':
      return cellOperation(op, parameters, PART_NAME, { channels, stride, affine });
    case 'relu_conv_bn': {
      const reluConvBn = new ReluConvBn(parameters, PART_NAME, channels, 2 * channels, affine);
      return (view) => reluConvBn.forward(view);
    }
  }
}

/** What an edge adds to its node when all its weight lies on `none`: the other operations run, times zero. */
function nothing(edge: MixedOp): Layer {
  return (view) => {
    const sum: Contributions = { inPlace: [], inPhases: [] };
    const weights = PRIMITIVES.map((primitive) => tf.scalar(Number(primitive === 'none')));
    edge.forward(view, weights, sum);
    const others = sum.inPhases.map((y) => inPlace(view, { y, inPhases: true }));
    return tf.addN([...sum.inPlace, ...others]);
  };
}

/** A dilated convolution's result with its pixels back in their places. */
function inPlace({ x }: StateView, { y, inPhases }: ReturnType<DilConv['forward']>): tf.Tensor4D {
  const [, height, width] = x.shape;
  return inPhases ? batchToSpace(y, height, width) : y;
}
