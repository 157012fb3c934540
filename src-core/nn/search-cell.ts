import { EDGE_LIST, INPUT_STATES, MULTIPLIER, STEPS } from '../space/cell-topology';
import { tf } from '../runtime/tensorflow';
import { FactorizedReduce, ReluConvBn } from './conv-layers';
import { type Contributions, MixedOp } from './mixed-op';
import { batchToSpace } from './ops/rearrange';
import type { Parameters } from './parameters';
import { StateView } from './state-view';

/** How a search cell is built. */
export interface SearchCellShape {
  /** Channels of c_{k-2} and of c_{k-1}. */
  readonly inputs: readonly [number, number];
  /** Channels of each node. */
  readonly channels: number;
  readonly reduction: boolean;
  /** Whether the cell before is a reduction cell, so that c_{k-2} is twice as high and wide as c_{k-1}. */
  readonly reductionBefore: boolean;
}

/** A cell with every candidate operation on every edge (quark0/darts cnn/model_search.py `Cell`). */
export class SearchCell {
  private readonly preprocess0: FactorizedReduce | ReluConvBn;
  private readonly preprocess1: ReluConvBn;
  private readonly edges: readonly MixedOp[];

  constructor(parameters: Parameters, name: string, shape: SearchCellShape) {
    const { inputs, channels } = shape;
    this.preprocess0 = shape.reductionBefore
      ? new FactorizedReduce(parameters, `${name}.preprocess0`, inputs[0], channels, false)
      : new ReluConvBn(parameters, `${name}.preprocess0`, inputs[0], channels, false);
    this.preprocess1 = new ReluConvBn(parameters, `${name}.preprocess1`, inputs[1], channels, false);
    this.edges = EDGE_LIST.map(
      ({ index, source }) =>
        new MixedOp(parameters, `${name}._ops.${index}`, channels, shape.reduction && source < INPUT_STATES ? 2 : 1),
    );
  }

  /**
   * @param before c_{k-2}
   * @param last c_{k-1}
   * @param weights for each edge, the softmax of its alphas: `[edge][operation]`
   * @returns the last nodes concatenated, `[batch, height, width, MULTIPLIER * channels]`
   */
  forward(before: StateView, last: StateView, weights: readonly (readonly tf.Scalar[])[]): tf.Tensor4D {
    const { pass } = last;
    const states = [
      new StateView(pass, this.preprocess0.forward(before)),
      new StateView(pass, this.preprocess1.forward(last)),
    ];
    for (let node = 0; node < STEPS; node++) {
      const sum: Contributions = { inPlace: [], inPhases: [] };
      for (const edge of EDGE_LIST) {
        const view = states[edge.source];
        const mixed = this.edges[edge.index];
        if (edge.node === node && view && mixed) mixed.forward(view, weights[edge.index] ?? [], sum);
      }
      states.push(new StateView(pass, addUp(sum)));
    }
    return tf.concat4d(
      states.slice(-MULTIPLIER).map(({ x }) => x),
      3,
    );
  }
}

function addUp({ inPlace, inPhases }: Contributions): tf.Tensor4D {
  if (inPhases.length === 0) return sum(inPlace);
  const [, height, width] = inPlace[0]?.shape ?? [0, 0, 0, 0];
  return sum([...inPlace, batchToSpace(sum(inPhases), height, width)]);
}

function sum(tensors: readonly tf.Tensor4D[]): tf.Tensor4D {
  return tensors.reduce((total, each) => tf.add(total, each));
}
