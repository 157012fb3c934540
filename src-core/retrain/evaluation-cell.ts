import { FactorizedReduce, ReluConvBn } from '../nn/conv-layers';
import type { Parameters } from '../nn/parameters';
import { StateView } from '../nn/state-view';
import { tf } from '../runtime/tensorflow';
import { INPUT_STATES } from '../space/cell-topology';
import type { GenotypeEdge } from '../space/genotype';
import { type CellOperation, cellOperation, isIdentity } from './cell-operation';
import type { DropPath } from './drop-path';

/** How a cell of an evaluation network is built. */
export interface EvaluationCellShape {
  /** Two edges a node, node by node. */
  readonly edges: readonly GenotypeEdge[];
  /** States that the cell concatenates into its output. */
  readonly concat: readonly number[];
  /** Channels of c_{k-2} and of c_{k-1}. */
  readonly inputs: readonly [number, number];
  /** Channels of each node. */
  readonly channels: number;
  readonly reduction: boolean;
  /** Whether c_{k-2} is twice as high and wide as c_{k-1}. */
  readonly reductionBefore: boolean;
}

/** A cell that a genotype describes (quark0/darts cnn/model.py `Cell`). */
export class EvaluationCell {
  private readonly preprocess0: FactorizedReduce | ReluConvBn;
  private readonly preprocess1: ReluConvBn;
  private readonly edges: readonly {
    readonly source: number;
    readonly run: CellOperation;
    readonly droppable: boolean;
  }[];

  constructor(
    parameters: Parameters,
    name: string,
    private readonly shape: EvaluationCellShape,
  ) {
    const { inputs, channels } = shape;
    this.preprocess0 = shape.reductionBefore
      ? new FactorizedReduce(parameters, `${name}.preprocess0`, inputs[0], channels, true)
      : new ReluConvBn(parameters, `${name}.preprocess0`, inputs[0], channels, true);
    this.preprocess1 = new ReluConvBn(parameters, `${name}.preprocess1`, inputs[1], channels, true);
    this.edges = shape.edges.map(([operation, source], index) => {
      const stride = shape.reduction && source < INPUT_STATES ? 2 : 1;
      const run = cellOperation(operation, parameters, `${name}._ops.${index}`, { channels, stride, affine: true });
      return { source, run, droppable: !isIdentity(operation, stride) };
    });
  }

  /** How many of its paths drop-path may leave out. */
  get droppablePaths(): number {
    return this.edges.filter(({ droppable }) => droppable).length;
  }

  /**
   * @param before c_{k-2}
   * @param last c_{k-1}
   * @param dropPath null keeps all paths
   * @returns `[batch, height, width, concat.length * channels]`
   */
  forward(before: StateView, last: StateView, dropPath: DropPath | null): tf.Tensor4D {
    const { pass } = last;
    const states = [
      new StateView(pass, this.preprocess0.forward(before)),
      new StateView(pass, this.preprocess1.forward(last)),
    ];
    for (let first = 0; first < this.edges.length; first += 2) {
      const paths = this.edges.slice(first, first + 2).map(({ source, run, droppable }) => {
        const path = run(stateOf(states, source));
        return droppable && dropPath ? dropPath.apply(path) : path;
      });
      states.push(
        new StateView(
          pass,
          paths.reduce((sum, path) => tf.add(sum, path)),
        ),
      );
    }
    const parts = this.shape.concat.map((state) => stateOf(states, state).x);
    return parts.length === 1 && parts[0] ? parts[0] : tf.concat4d(parts, 3);
  }
}

function stateOf(states: readonly StateView[], index: number): StateView {
  const state = states[index];
  if (state === undefined) throw new Error(`The cell has no state ${index}.`);
  return state;
}
