import { EDGES, isReductionCell, MULTIPLIER } from '../space/cell-topology';
import { PRIMITIVES } from '../space/primitives';
import { tf } from '../runtime/tensorflow';
import { BatchNorm } from './batch-norm';
import { FusedCell } from './fused/fused-cell';
import { CANDIDATES, planSearchCell } from './fused/plan-search-cell';
import { conv } from './ops/convolution';
import { softmax } from './ops/softmax';
import { type Parameter, Parameters } from './parameters';
import type { Pass } from './pass';
import { SearchCell } from './search-cell';
import { StateView } from './state-view';

/** What fixes the search network's shape. */
export interface SearchNetworkShape {
  readonly channels: number;
  readonly layers: number;
  readonly classes: number;
  /** Colour channels of the images; the reference's are 3. */
  readonly imageChannels: number;
  /** Whether cells run by the fused kernels, which must be loaded (`loadFusedKernels`). Exact second order never does. */
  readonly fused?: boolean;
}

/** The stem widens the first cell's channels by this (the reference's `stem_multiplier`). */
const STEM_MULTIPLIER = 3;

/** The network with every candidate operation (quark0/darts cnn/model_search.py `Network`). It holds no tensors. */
export class SearchNetwork {
  readonly parameters = new Parameters();
  private readonly stem: { readonly weight: Parameter; readonly norm: BatchNorm };
  private readonly cells: readonly {
    readonly cell: SearchCell;
    readonly fused: FusedCell | null;
    readonly reduction: boolean;
  }[];
  private readonly classifier: { readonly weight: Parameter; readonly bias: Parameter };

  constructor({ channels, layers, classes, imageChannels, fused = false }: SearchNetworkShape) {
    const { parameters } = this;
    const stemChannels = STEM_MULTIPLIER * channels;
    this.stem = {
      weight: parameters.weight('stem.0.weight', [3, 3, imageChannels, stemChannels], 'uniform', 9 * imageChannels),
      norm: new BatchNorm(parameters, 'stem.1', stemChannels, true),
    };
    let inputs: [number, number] = [stemChannels, stemChannels];
    let current = channels;
    this.cells = Array.from({ length: layers }, (_, index) => {
      const reduction = isReductionCell(index, layers);
      if (reduction) current *= 2;
      const name = `cells.${index}`;
      const shape = {
        inputs,
        channels: current,
        reduction,
        reductionBefore: index > 0 && isReductionCell(index - 1, layers),
      };
      const cell = new SearchCell(parameters, name, shape);
      inputs = [inputs[1], MULTIPLIER * current];
      return { cell, fused: fused ? new FusedCell(planSearchCell(parameters, name, shape)) : null, reduction };
    });
    this.classifier = {
      weight: parameters.weight('classifier.weight', [inputs[1], classes], 'uniform', inputs[1]),
      bias: parameters.weight('classifier.bias', [classes], 'uniform', inputs[1]),
    };
  }

  /**
   * @param alphas `[2, 14, 8]` before the softmax: normal, then reduction
   * @param images `[batch, height, width, image channels]`
   * @param observe is shown each cell's output, `[batch, height, width, channels]`
   * @returns logits `[batch, classes]`
   */
  forward(
    pass: Pass,
    alphas: tf.Tensor3D,
    images: tf.Tensor4D,
    observe: (output: tf.Tensor4D) => void = () => undefined,
  ): tf.Tensor2D {
    const weights = { normal: edgeWeights(alphas, false), reduction: edgeWeights(alphas, true) };
    const gains = { normal: gainsOf(weights.normal), reduction: gainsOf(weights.reduction) };
    const each = { normal: eachWeight(weights.normal), reduction: eachWeight(weights.reduction) };
    const stem = this.stem.norm.forward(pass, conv(images, pass.weight(this.stem.weight)));
    let before = new StateView(pass, stem);
    let last = before;
    // Nothing before the first cell depends on the alphas.
    const everything = pass.mode !== 'architecture';
    let wanted = { weights: everything, inputs: [everything, everything] as [boolean, boolean] };
    for (const { cell, fused, reduction } of this.cells) {
      const kind = reduction ? 'reduction' : 'normal';
      const output =
        fused && pass.mode !== 'differentiable'
          ? fused.forward(pass, before.x, last.x, { gains: gains[kind]() }, wanted)
          : cell.forward(before, last, each[kind]());
      observe(output);
      [before, last] = [last, new StateView(pass, output)];
      wanted = { weights: everything, inputs: [wanted.inputs[1], true] };
    }
    const features: tf.Tensor2D = tf.mean(last.x, [1, 2]);
    return tf.add(tf.matMul(features, pass.weight(this.classifier.weight)), pass.weight(this.classifier.bias));
  }
}

/** The softmax of each edge's alphas, edge after edge, `[14 * 8]`. */
function edgeWeights(alphas: tf.Tensor3D, reduction: boolean): tf.Tensor1D {
  return softmax(tf.slice(alphas, [reduction ? 1 : 0, 0, 0], [1, EDGES, PRIMITIVES.length])).flatten();
}

/** The same of the CANDIDATES alone. */
function gainsOf(weights: tf.Tensor1D): () => tf.Tensor1D {
  return once(() => {
    const rows: tf.Tensor2D = weights.reshape([EDGES, PRIMITIVES.length]);
    return tf.slice2d(rows, [0, PRIMITIVES.length - CANDIDATES.length], [EDGES, CANDIDATES.length]).flatten();
  });
}

/** The same number by number, `[edge][operation]`. */
function eachWeight(weights: tf.Tensor1D): () => tf.Scalar[][] {
  return once(() => {
    const each = tf.unstack(weights) as tf.Scalar[];
    return Array.from({ length: EDGES }, (_, edge) =>
      each.slice(edge * PRIMITIVES.length, (edge + 1) * PRIMITIVES.length),
    );
  });
}

/** Makes something when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
