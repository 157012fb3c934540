import { tf } from '../runtime/tensorflow';
import type { ChannelStatistics } from './ops/batch-norm';
import { sizeOf, type Parameter, type Parameters } from './parameters';

/**
 * How a pass normalises. `training`: by the batch's own statistics, which it collects. `evaluation`: by the running
 * statistics. `differentiable`: as training, by operations that can be differentiated twice, collecting nothing.
 */
export type PassMode = 'training' | 'evaluation' | 'differentiable';

/** One run of a network over a batch: the weights it uses and the statistics it meets. */
export class Pass {
  private readonly weights: readonly tf.Tensor[];
  private readonly running: readonly ChannelStatistics[];
  private readonly batch: (ChannelStatistics & { readonly pixels: number })[] = [];
  private readonly vectors = new Map<string, tf.Tensor1D>();

  /**
   * @param weights the flat weight vector, `[parameters.weightCount]`
   * @param statistics the flat running statistics, `[parameters.statisticsCount]`; only evaluation reads them
   */
  constructor(
    private readonly parameters: Parameters,
    readonly mode: PassMode,
    weights: tf.Tensor1D,
    statistics?: tf.Tensor1D,
  ) {
    const sizes = parameters.weights.map(({ shape }) => sizeOf(shape));
    this.weights = splitInGroups(weights, sizes).map((part, i) =>
      part.reshape([...(parameters.weights[i]?.shape ?? [])]),
    );
    this.running = mode === 'evaluation' && statistics ? splitStatistics(parameters, statistics) : [];
  }

  /** The weight tensor of a convolution or of the classifier. */
  weight<T extends tf.Tensor>(parameter: Parameter): T {
    const tensor = this.weights[parameter.index];
    if (tensor === undefined) throw new Error(`No weight ${parameter.name} in this pass.`);
    return tensor as T;
  }

  /** `[channels]` all ones or all zeros; the same tensor for all who ask. */
  constant(channels: number, value: 0 | 1): tf.Tensor1D {
    const key = `${channels}:${value}`;
    const vector = this.vectors.get(key) ?? (value === 1 ? tf.ones([channels]) : tf.zeros([channels]));
    this.vectors.set(key, vector);
    return vector;
  }

  /** Running statistics of a normalisation, in evaluation. */
  runningStatistics(index: number): ChannelStatistics {
    const statistics = this.running[index];
    if (statistics === undefined) throw new Error('This pass has no running statistics.');
    return statistics;
  }

  /**
   * Notes what a normalisation met in this batch; takes over the two tensors.
   *
   * @param statistics with the biased variance
   * @param pixels over how many pixels of all images they were taken
   */
  collect(index: number, statistics: ChannelStatistics, pixels: number): void {
    this.batch[index] = { ...statistics, pixels };
  }

  /** Notes that a normalisation met the same tensor as another one. */
  collectAgain(index: number, other: number): void {
    const met = this.batch[other];
    if (met) this.batch[index] = met;
  }

  /**
   * What all normalisations met, `[parameters.statisticsCount]`: batch mean then unbiased variance of each, as PyTorch puts
   * them into the running statistics. Disposes of the collected tensors.
   */
  takeBatchStatistics(): tf.Tensor1D {
    const missing = this.parameters.normalisations.find(({ index }) => this.batch[index] === undefined);
    if (missing) throw new Error(`${missing.name} did not run in this pass.`);
    const parts = this.batch.flatMap(({ mean, variance }) => [mean, variance]);
    const unbiasing = this.batch.flatMap(({ mean, pixels }) => [
      ...Array<number>(mean.size).fill(1),
      ...Array<number>(mean.size).fill(pixels / Math.max(pixels - 1, 1)),
    ]);
    const flat: tf.Tensor1D = tf.mul(concatInGroups(parts), tf.tensor1d(unbiasing));
    for (const part of new Set(parts)) part.dispose();
    return flat;
  }
}

function splitStatistics(parameters: Parameters, statistics: tf.Tensor1D): ChannelStatistics[] {
  const sizes = parameters.normalisations.flatMap(({ channels }) => [channels, channels]);
  const parts = splitInGroups(statistics, sizes);
  return parameters.normalisations.map((_, i) => {
    const mean = parts[2 * i];
    const variance = parts[2 * i + 1];
    if (!mean || !variance) throw new Error('Running statistics do not fit the network.');
    return { mean, variance };
  });
}

/** TensorFlow takes long to prepare a graph in which one operation has a thousand outputs or inputs. */
const GROUP = 40;

/** Cuts a vector into parts of these sizes. */
function splitInGroups(vector: tf.Tensor1D, sizes: readonly number[]): tf.Tensor1D[] {
  const groups = chunk(sizes);
  const wholes = split(
    vector,
    groups.map((group) => group.reduce((sum, size) => sum + size, 0)),
  );
  return groups.flatMap((group, i) => split(wholes[i] ?? vector, group));
}

/** Of fewer than two parts tfjs has no gradient. */
function split(vector: tf.Tensor1D, sizes: readonly number[]): tf.Tensor1D[] {
  if (sizes.length < 2) return sizes.map(() => vector);
  return tf.split(vector, [...sizes]);
}

/** Puts vectors end to end. */
function concatInGroups(parts: readonly tf.Tensor1D[]): tf.Tensor1D {
  return tf.concat1d(chunk(parts).map((group) => tf.concat1d([...group])));
}

function chunk<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / GROUP) }, (_, i) => items.slice(i * GROUP, (i + 1) * GROUP));
}
