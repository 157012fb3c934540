import { FusedCell } from '../nn/fused/fused-cell';
import { Parameters } from '../nn/parameters';
import type { Pass } from '../nn/pass';
import { StateView } from '../nn/state-view';
import type { tf } from '../runtime/tensorflow';
import { AuxiliaryHead } from './auxiliary-head';
import { Classifier } from './classifier';
import type { DropPath } from './drop-path';
import { EvaluationCell } from './evaluation-cell';
import { type NetworkShape, planCells } from './network-shape';
import { planEvaluationCell } from './plan-evaluation-cell';
import { buildStem, type Stem } from './stem';

/** What a pass through an evaluation network gives, `[batch, classes]` each. */
export interface NetworkLogits {
  readonly logits: tf.Tensor2D;
  /** Of the auxiliary head, in training; null without one. */
  readonly auxLogits: tf.Tensor2D | null;
}

/** The network that a genotype describes (quark0/darts cnn/model.py `NetworkCIFAR`, `NetworkImageNet`). It holds no tensors. */
export class EvaluationNetwork {
  readonly parameters = new Parameters();
  private readonly stem: Stem;
  private readonly cells: readonly { readonly cell: EvaluationCell; readonly fused: FusedCell | null }[];
  private readonly auxiliary: { readonly cell: number; readonly head: AuxiliaryHead } | null;
  private readonly classifier: Classifier;

  /** @param fused whether cells run by the fused kernels where they can; these must be loaded (`loadFusedKernels`) */
  constructor(
    readonly shape: NetworkShape,
    fused = false,
  ) {
    const { parameters } = this;
    const { kind, channels, classes, imageChannels } = shape;
    this.stem = buildStem(kind, parameters, channels, imageChannels);
    const plans = planCells(shape);
    this.cells = plans.map((shape_, index) => {
      const name = `cells.${index}`;
      const cell = new EvaluationCell(parameters, name, shape_);
      const plan = fused ? planEvaluationCell(parameters, name, shape_) : null;
      return { cell, fused: plan && new FusedCell(plan) };
    });
    const cell = plans.findIndex((plan) => plan.auxiliary);
    const inputs = plans[cell]?.outputs;
    this.auxiliary =
      inputs === undefined
        ? null
        : { cell, head: new AuxiliaryHead(parameters, 'auxiliary_head', kind, inputs, classes) };
    this.classifier = new Classifier(parameters, 'classifier', plans.at(-1)?.outputs ?? channels, classes);
  }

  /** How many paths of the whole network drop-path may leave out. */
  get droppablePaths(): number {
    return this.cells.reduce((sum, { cell }) => sum + cell.droppablePaths, 0);
  }

  /**
   * @param images `[batch, height, width, image channels]`
   * @param dropPath null keeps all paths
   */
  forward(pass: Pass, images: tf.Tensor4D, dropPath: DropPath | null = null): NetworkLogits {
    const [first, second] = this.stem(pass, images);
    let before = new StateView(pass, first);
    let last = first === second ? before : new StateView(pass, second);
    let auxLogits: tf.Tensor2D | null = null;
    for (const [index, { cell, fused }] of this.cells.entries()) {
      const output =
        fused && pass.mode !== 'differentiable'
          ? fused.forward(pass, before.x, last.x, { paths: dropPath?.take(cell.droppablePaths) ?? null })
          : cell.forward(before, last, dropPath);
      [before, last] = [last, new StateView(pass, output)];
      if (pass.mode !== 'evaluation' && this.auxiliary?.cell === index) {
        auxLogits = this.auxiliary.head.forward(pass, last.x);
      }
    }
    return { logits: this.classifier.forward(pass, last.x), auxLogits };
  }
}
