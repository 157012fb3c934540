import { RandomStream } from '../random';

/** How a parameter starts: PyTorch's defaults for its kind of layer. */
export type Initializer = 'uniform' | 'ones' | 'zeros';

/** One weight tensor of a network. */
export interface Parameter {
  /** Its place in the flat weight vector's order. */
  readonly index: number;
  /** As PyTorch's `named_parameters()` names it in the reference. */
  readonly name: string;
  /** Convolutions `[height, width, in, out]`, depthwise `[height, width, channels, 1]`, linear `[in, out]`. */
  readonly shape: readonly number[];
  readonly initializer: Initializer;
  /** Inputs that one output adds up; a uniform parameter starts within 1 / sqrt(fanIn) of zero. */
  readonly fanIn: number;
}

/** One batch normalisation of a network, which has running statistics. */
export interface Normalisation {
  /** Its place in the flat vector of running statistics. */
  readonly index: number;
  /** As PyTorch names the module. */
  readonly name: string;
  readonly channels: number;
}

/** Weight tensors that follow each other in the flat vector and belong to one part of the network: the stem, a cell. */
export interface Section {
  readonly name: string;
  readonly weights: readonly Parameter[];
}

/** What a network is made of, in the order in which its modules declare it (PyTorch's registration order). */
export class Parameters {
  readonly weights: Parameter[] = [];
  readonly normalisations: Normalisation[] = [];

  /** Declares a weight tensor. */
  weight(name: string, shape: readonly number[], initializer: Initializer, fanIn = 1): Parameter {
    const parameter = { index: this.weights.length, name, shape, initializer, fanIn };
    this.weights.push(parameter);
    return parameter;
  }

  /** Declares a batch normalisation. */
  normalisation(name: string, channels: number): Normalisation {
    const normalisation = { index: this.normalisations.length, name, channels };
    this.normalisations.push(normalisation);
    return normalisation;
  }

  /** The weights by the part of the network that they belong to, in order. */
  sections(): Section[] {
    const sections: { name: string; weights: Parameter[] }[] = [];
    for (const parameter of this.weights) {
      const name = sectionOf(parameter);
      const last = sections.at(-1);
      if (last?.name === name) last.weights.push(parameter);
      else sections.push({ name, weights: [parameter] });
    }
    return sections;
  }

  /** How many numbers the weights are. */
  get weightCount(): number {
    return this.weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  }

  /** How many numbers the running statistics are: a mean and a variance for each channel of each normalisation. */
  get statisticsCount(): number {
    return this.normalisations.reduce((sum, { channels }) => sum + 2 * channels, 0);
  }

  /** All weights end to end, drawn as PyTorch's layers draw theirs (`nn.Conv2d`, `nn.Linear`: uniform, bound 1 / sqrt(fan in)). */
  initialWeights(seed: number): Float32Array {
    const values = new Float32Array(this.weightCount);
    let offset = 0;
    for (const { index, shape, initializer, fanIn } of this.weights) {
      const part = values.subarray(offset, (offset += sizeOf(shape)));
      if (initializer === 'ones') part.fill(1);
      if (initializer !== 'uniform') continue;
      const random = new RandomStream(seed, 'weights', index);
      const bound = 1 / Math.sqrt(fanIn);
      for (let i = 0; i < part.length; i++) part[i] = (2 * random.float() - 1) * bound;
    }
    return values;
  }

  /** Running statistics end to end, mean then variance of each normalisation, before any batch: 0 and 1. */
  initialStatistics(): Float32Array {
    const values = new Float32Array(this.statisticsCount);
    let offset = 0;
    for (const { channels } of this.normalisations) {
      values.fill(1, offset + channels, offset + 2 * channels);
      offset += 2 * channels;
    }
    return values;
  }
}

/** `cells.3` of `cells.3.preprocess0.op.1.weight`; `stem` of `stem.0.weight`. */
export function sectionOf({ name }: Pick<Parameter, 'name'>): string {
  const [part = name, index] = name.split('.');
  return part === 'cells' && index !== undefined ? `${part}.${index}` : part;
}

/** How many numbers a tensor of this shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
