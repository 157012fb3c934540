import { BATCH_NORM_EPSILON } from '../nn/ops/batch-norm';
import { type Parameters, sizeOf } from '../nn/parameters';
import type { NetworkShape } from '../retrain/network-shape';
import { planCells } from '../retrain/network-shape';
import { CellGraph } from './cell-graph';
import { ExportGraph, FLOAT, INDEX } from './export-graph';
import type { ExportTensor } from './export-graph';
import { type Feature, ImageOps } from './image-ops';

/** A trained network with all that is needed to use it. */
export interface ExportedNetwork {
  readonly shape: NetworkShape;
  readonly parameters: Parameters;
  /** Flat, see `Parameters`. */
  readonly weights: Float32Array;
  readonly statistics: Float32Array;
  /** Of the images, in pixels. */
  readonly height: number;
  readonly width: number;
  /** What its training images were normalised with, a number a colour channel. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** The names of an exported graph's input and outputs. */
export const SIGNATURE = { images: 'images', logits: 'logits', probabilities: 'probabilities' } as const;

/**
 * The network as it is in evaluation, from pixels to probabilities: `images` `[batch, height, width, colour channels]` from
 * 0 to 255, in; `logits` and `probabilities` `[batch, classes]` out. The batch may be of any size.
 */
export function networkGraph(network: ExportedNetwork): ExportGraph {
  const graph = new ExportGraph();
  const layers = new Layers(graph, network);
  const { height, width, shape } = network;
  const { imageChannels, kind } = shape;
  const node = graph.add('Placeholder', SIGNATURE.images, [], {
    dtype: FLOAT,
    shape: { kind: 'shape', value: [-1, height, width, imageChannels] },
  });
  const pixels = layers.normalise({ node, height, width });
  let [before, last] = kind === 'cifar' ? cifarStem(layers, pixels) : imagenetStem(layers, pixels);
  for (const [index, plan] of planCells(shape).entries()) {
    const output = new CellGraph(layers, `cells.${index}`, plan).build(before, last);
    [before, last] = [last, output];
  }
  layers.classify(last);
  return graph;
}

function cifarStem(layers: Layers, pixels: Feature): [Feature, Feature] {
  const stem = layers.norm(layers.conv(pixels, 'stem.0.weight'), 'stem.1');
  return [stem, stem];
}

function imagenetStem(layers: Layers, pixels: Feature): [Feature, Feature] {
  const { ops } = layers;
  const half = layers.norm(layers.conv(pixels, 'stem0.0.weight', 2), 'stem0.1');
  const quarter = layers.norm(layers.conv(ops.relu(half, 'stem0.2'), 'stem0.3.weight', 2), 'stem0.4');
  return [quarter, layers.norm(layers.conv(ops.relu(quarter, 'stem1.0'), 'stem1.1.weight', 2), 'stem1.2')];
}

/** Layers with their trained weights, named as PyTorch names them. */
export class Layers {
  readonly ops: ImageOps;
  private readonly tensors: ReadonlyMap<string, ExportTensor>;

  constructor(
    private readonly graph: ExportGraph,
    private readonly network: ExportedNetwork,
  ) {
    this.ops = new ImageOps(graph);
    this.tensors = namedTensors(network);
  }

  /** From 0 to 255 to what the network was trained with. */
  normalise(images: Feature): Feature {
    const { mean, std } = this.network;
    const scale = std.map((deviation) => 1 / (255 * deviation));
    const offset = mean.map((average, channel) => average / (std[channel] ?? 1));
    const vector = (name: string, values: readonly number[]): string =>
      this.graph.constant(name, { shape: [values.length], values: Float32Array.from(values) });
    const scaled = this.graph.add('Mul', 'normalise/scaled', [images.node, vector('normalise/scale', scale)]);
    return { ...images, node: this.graph.add('Sub', 'normalise', [scaled, vector('normalise/offset', offset)]) };
  }

  /** A convolution that pads as PyTorch's with half of the kernel. */
  conv(x: Feature, weight: string, stride: 1 | 2 = 1): Feature {
    return this.windowed('Conv2D', x, weight, [stride, stride]);
  }

  depthwise(x: Feature, weight: string, stride: 1 | 2 = 1): Feature {
    return this.windowed('DepthwiseConv2dNative', x, weight, [stride, stride]);
  }

  /** The same with other steps down than across. */
  windowed(
    op: 'Conv2D' | 'DepthwiseConv2dNative',
    x: Feature,
    weight: string,
    strides: readonly [1 | 2, 1 | 2],
  ): Feature {
    const tensor = this.tensor(weight);
    const [kernelHeight = 1, kernelWidth = 1] = tensor.shape;
    const filter = this.graph.constant(weight, tensor);
    const kernel = [kernelHeight, kernelWidth] as const;
    const name = weight.replace(/\.weight$/, '');
    if (strides[0] === 1 && strides[1] === 1) {
      return this.ops.conv(op, x, filter, { kernel, strides, padding: 'SAME' }, name);
    }
    const rows = strides[0] === 2 ? paddingOf(x.height, kernelHeight) : half(kernelHeight);
    const columns = strides[1] === 2 ? paddingOf(x.width, kernelWidth) : half(kernelWidth);
    const needed = [...rows, ...columns].some((side) => side > 0);
    const padded = needed ? this.ops.pad(x, rows, columns, `${name}/pad`) : x;
    return this.ops.conv(op, padded, filter, { kernel, strides, padding: 'VALID' }, name);
  }

  /** Batch normalisation with the running statistics. */
  norm(x: Feature, name: string): Feature {
    const inputs = ['weight', 'bias', 'running_mean', 'running_var'].map((part) =>
      this.graph.constant(`${name}.${part}`, this.tensor(`${name}.${part}`)),
    );
    const node = this.graph.add('FusedBatchNormV3', name, [x.node, ...inputs], {
      T: FLOAT,
      U: FLOAT,
      epsilon: { kind: 'float', value: BATCH_NORM_EPSILON },
      data_format: { kind: 'string', value: 'NHWC' },
      is_training: { kind: 'bool', value: false },
    });
    return { ...x, node };
  }

  /** The mean over all pixels, the classifier, the softmax. */
  classify(x: Feature): void {
    const { graph } = this;
    const axes = graph.integers('pool/axes', [1, 2]);
    const features = graph.add('Mean', 'pool', [x.node, axes], {
      T: FLOAT,
      Tidx: INDEX,
      keep_dims: { kind: 'bool', value: false },
    });
    const weight = graph.constant('classifier.weight', this.tensor('classifier.weight'));
    const bias = graph.constant('classifier.bias', this.tensor('classifier.bias'));
    const product = graph.add('MatMul', 'classifier', [features, weight], {
      T: FLOAT,
      transpose_a: { kind: 'bool', value: false },
      transpose_b: { kind: 'bool', value: false },
    });
    const logits = graph.add('AddV2', SIGNATURE.logits, [product, bias]);
    graph.add('Softmax', SIGNATURE.probabilities, [logits]);
  }

  private tensor(name: string): ExportTensor {
    const tensor = this.tensors.get(name);
    if (tensor === undefined) throw new Error(`The network has no ${name}.`);
    return tensor;
  }
}

/** Padding before and after a side, for steps of 2: window `i` is centred at `2i`. */
function paddingOf(side: number, kernel: number): readonly [number, number] {
  const before = (kernel - 1) / 2;
  return [before, Math.max(0, (Math.ceil(side / 2) - 1) * 2 + kernel - side - before)];
}

function half(kernel: number): readonly [number, number] {
  return [(kernel - 1) / 2, (kernel - 1) / 2];
}

/** Weights and running statistics by name. */
function namedTensors({ parameters, weights, statistics }: ExportedNetwork): ReadonlyMap<string, ExportTensor> {
  const tensors = new Map<string, ExportTensor>();
  let offset = 0;
  for (const { name, shape } of parameters.weights) {
    tensors.set(name, { shape, values: weights.slice(offset, (offset += sizeOf(shape))) });
  }
  offset = 0;
  for (const { name, channels } of parameters.normalisations) {
    for (const part of ['running_mean', 'running_var']) {
      tensors.set(`${name}.${part}`, {
        shape: [channels],
        values: statistics.slice(offset, (offset += channels)),
      });
    }
  }
  return tensors;
}
