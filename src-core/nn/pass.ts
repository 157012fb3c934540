import { tf } from '../runtime/tensorflow';
import type { ChannelStatistics } from './ops/batch-norm';
import { sectionOf, sizeOf, type Parameter, type Parameters, type Section } from './parameters';

/**
 * How a pass normalises. `training`: by the batch's own statistics, which it collects. `architecture`: the same, when only
 * the alphas' gradient is asked for. `evaluation`: by the running statistics. `differentiable`: as training, by operations
 * that can be differentiated twice, collecting nothing.
 */
export type PassMode = 'training' | 'architecture' | 'evaluation' | 'differentiable';

/** What a normalisation met: mean and (biased) variance, end to end in one tensor or in two. */
interface Met {
  readonly parts: readonly tf.Tensor1D[];
  readonly channels: number;
  readonly pixels: number;
}

/** One run of a network over a batch: the weights it uses and the statistics it meets. */
export class Pass {
  private readonly sections: ReadonlyMap<string, Section & { readonly vector: tf.Tensor1D }>;
  private readonly weights = new Map<Parameter, tf.Tensor>();
  private readonly batch: Met[] = [];
  private readonly vectors = new Map<string, tf.Tensor1D>();
  private running: readonly ChannelStatistics[] | undefined;
  private runningEndToEnd: readonly tf.Tensor1D[] | undefined;

  /**
   * @param weights the flat weight vector, `[parameters.weightCount]`
   * @param statistics the flat running statistics, `[parameters.statisticsCount]`; only evaluation reads them
   */
  constructor(
    private readonly parameters: Parameters,
    readonly mode: PassMode,
    weights: tf.Tensor1D,
    private readonly statistics?: tf.Tensor1D,
  ) {
    const sections = parameters.sections();
    const sizes = sections.map((section) => section.weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0));
    this.sections = new Map(
      splitInGroups(weights, sizes).flatMap((vector, i) => {
        const section = sections[i];
        return section ? [[section.name, { ...section, vector }] as const] : [];
      }),
    );
  }

  /** All weights of a part of the network end to end, in the order of `Parameters.weights`. */
  section(name: string): tf.Tensor1D {
    return this.sectionNamed(name).vector;
  }

  /** The weight tensor of a convolution or of the classifier. */
  weight<T extends tf.Tensor>(parameter: Parameter): T {
    if (!this.weights.has(parameter)) this.cut(this.sectionNamed(sectionOf(parameter)));
    const tensor = this.weights.get(parameter);
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
    this.running ??= splitStatistics(this.parameters, this.requireStatistics());
    return this.running[index] ?? missingStatistics();
  }

  /** The same end to end: mean, then variance, `[2 channels]`. */
  runningMoments(index: number): tf.Tensor1D {
    this.runningEndToEnd ??= splitInGroups(
      this.requireStatistics(),
      this.parameters.normalisations.map(({ channels }) => 2 * channels),
    );
    return this.runningEndToEnd[index] ?? missingStatistics();
  }

  /**
   * Notes what a normalisation met in this batch; takes over the tensors.
   *
   * @param statistics with the biased variance: two tensors, or one with the variance after the mean
   * @param pixels over how many pixels of all images they were taken
   */
  collect(index: number, statistics: ChannelStatistics | tf.Tensor1D, pixels: number): void {
    const parts =
      'mean' in statistics && 'variance' in statistics ? [statistics.mean, statistics.variance] : [statistics];
    const channels = parts.reduce((sum, { size }) => sum + size, 0) / 2;
    this.batch[index] = { parts, channels, pixels };
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
    const parts = this.batch.flatMap((met) => met.parts);
    const unbiasing = this.batch.flatMap(({ channels, pixels }) => [
      ...Array<number>(channels).fill(1),
      ...Array<number>(channels).fill(pixels / Math.max(pixels - 1, 1)),
    ]);
    const flat: tf.Tensor1D = tf.mul(concatInGroups(parts), tf.tensor1d(unbiasing));
    for (const part of new Set(parts)) part.dispose();
    return flat;
  }

  private sectionNamed(name: string): Section & { readonly vector: tf.Tensor1D } {
    const section = this.sections.get(name);
    if (section === undefined) throw new Error(`No weights of ${name} in this pass.`);
    return section;
  }

  private cut({ vector, weights }: Section & { readonly vector: tf.Tensor1D }): void {
    const sizes = weights.map(({ shape }) => sizeOf(shape));
    for (const [i, part] of splitInGroups(vector, sizes).entries()) {
      const parameter = weights[i];
      if (parameter) this.weights.set(parameter, part.reshape([...parameter.shape]));
    }
  }

  private requireStatistics(): tf.Tensor1D {
    return this.statistics ?? missingStatistics();
  }
}

function missingStatistics(): never {
  throw new Error('This pass has no running statistics.');
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
export function concatInGroups(parts: readonly tf.Tensor1D[]): tf.Tensor1D {
  return tf.concat1d(chunk(parts).map((group) => tf.concat1d([...group])));
}

function chunk<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / GROUP) }, (_, i) => items.slice(i * GROUP, (i + 1) * GROUP));
}
