import { type OpAttribute, rawOp } from '../../runtime/raw-op';
import { tf } from '../../runtime/tensorflow';

/** What a stage does before its 1x1 convolution, and where its weights are in the vector that it is given. */
export interface StageShape {
  /** Side of the depthwise filter; 0 for none: then stride 1 leaves the pixels as they are, and stride 2 samples as `FactorizedReduce`. */
  readonly kernel: 0 | 3 | 5 | 7;
  readonly stride: 1 | 2;
  readonly dilation: 1 | 2;
  /** Channels that come out. */
  readonly outputs: number;
  /** Offset of the depthwise filter; without meaning when there is none. */
  readonly depthwise: number;
  /** Offset of the 1x1 convolution's weights. */
  readonly pointwise: number;
}

/** Where a normalisation's scale and offset are, `[channels]` each, in the vector of weights. */
export interface Affine {
  readonly scale: number;
  readonly offset: number;
}

/** A tensor and how it is normalised. */
export interface Normalised {
  /** `[batch, height, width, channels]` */
  readonly z: tf.Tensor4D;
  /** Mean, then biased variance of each channel, `[2 channels]`; null when the tensor is taken as it is. */
  readonly moments: tf.Tensor1D | null;
  readonly affine: Affine | null;
}

/** One summand: a tensor times one of the gains or, at place -1, times 1, and times the factors of its path. */
export interface Term extends Normalised {
  readonly place: number;
  /** Row of `Multipliers.paths`, or -1. */
  readonly path: number;
}

/** What terms are multiplied by. */
export interface Multipliers {
  /** Gains by their places; also the vector of weights that the terms' `Affine` is in, where they have one. */
  readonly gains: tf.Tensor1D;
  /** A factor for each image, `[paths, batch]`; null when no term has a path. */
  readonly paths: tf.Tensor2D | null;
}

/** The gradient of what a tensor went into, and its sums over all pixels. */
export interface Upstream {
  readonly dy: tf.Tensor4D;
  /** `[rows, channels]`: row `sum` is the sum of dy times the images' factors, row `row` that of the same times the normalised tensor. */
  readonly sums: tf.Tensor2D;
  readonly sum: number;
  readonly row: number;
  /** As those of the term that the tensor was. */
  readonly place: number;
  readonly path: number;
}

/** A stage and the scale and offset of the normalisation that its output goes through. */
export interface ChainStage {
  readonly shape: StageShape;
  readonly affine: Affine | null;
}

/** Stages one after another: each but the first is given the normalised output of the one before it. */
export type Chain<Stage extends ChainStage = ChainStage> = readonly Stage[];

/** What a stage gives: its output, and the moments of that. */
export interface StageOutput {
  readonly z: tf.Tensor4D;
  readonly moments: tf.Tensor1D;
}

/**
 * Chains of stages that leave x. A stage: ReLU of the normalised input, depthwise convolution, 1x1 convolution, and the
 * moments of the result.
 *
 * @param given what the outputs of each chain but the last are normalised with, chain after chain; by default their own moments
 * @returns for each chain what its stages give
 */
export function stages(
  chains: readonly Chain[],
  x: tf.Tensor4D,
  weights: tf.Tensor1D,
  given: readonly tf.Tensor1D[] = [],
): StageOutput[][] {
  const count = chains.flat().length;
  const all = rawOp(
    'DartboardStages',
    [...chainAttributes(chains), int('G', given.length)],
    [x, weights, ...given],
    2 * count,
  );
  let next = 0;
  return chains.map((chain) =>
    chain.map(() => {
      const [z, moments] = [all[next], all[next + count]];
      next++;
      return { z: z as tf.Tensor4D, moments: moments as tf.Tensor1D };
    }),
  );
}

/** The gradients of chains whose last outputs were added to one sum. */
export interface ChainGradients {
  /** Of what they leave, and `before`; `[batch, height, width, channels]`. */
  readonly g: tf.Tensor4D;
  /** Of all their weights, which lie together from `begin` on; empty when not asked for. */
  readonly weights: tf.Tensor1D;
  readonly begin: number;
  /** Of all gains, or empty when the chains have none. */
  readonly gains: tf.Tensor1D;
}

/**
 * The gradients of `stages`, from the gradient of the sum that the chains' last outputs went into.
 *
 * @param outputs what `stages` gave
 * @param terms of the sum, one for each chain; none has both a gain and a scale
 * @param before what the input's gradient is added to; a compiled program adds in place
 * @param ofWeights whether the gradient of the weights is asked for
 */
export function stagesGradient(
  chains: readonly Chain[],
  x: tf.Tensor4D,
  weights: tf.Tensor1D,
  outputs: readonly (readonly StageOutput[])[],
  terms: readonly Pick<Term, 'place' | 'path'>[],
  dy: tf.Tensor4D,
  { gains, paths }: Multipliers,
  before: tf.Tensor4D | null,
  ofWeights = true,
): ChainGradients {
  const { begin, size } = weightsOf(chains, x.shape[3]);
  const [g, weightGradient, ofGains] = rawOp(
    'DartboardStagesGradient',
    [
      ...chainAttributes(chains),
      int(
        'places',
        terms.map(({ place }) => place),
      ),
      int(
        'paths',
        terms.map(({ path }) => path),
      ),
      ...ints({ begin, size: ofWeights ? size : 0 }),
    ],
    [
      ...[x, weights, dy, gains, paths ?? noPaths(), before ?? none()],
      ...outputs.flat().map(({ z }) => z),
      ...outputs.flat().map(({ moments }) => moments),
    ],
    3,
  );
  return { g: g as tf.Tensor4D, weights: weightGradient as tf.Tensor1D, begin, gains: ofGains as tf.Tensor1D };
}

/** The sum of all terms, of the shape of each. */
export function combine(terms: readonly Term[], by: Multipliers): tf.Tensor4D {
  const [y] = rawOp('DartboardCombine', termAttributes(terms), termInputs(terms, by), 1);
  return y as tf.Tensor4D;
}

/**
 * Of a sum's gradient: what the gradients of its terms need, in their order, and the gradient of all gains, empty when no
 * term has one.
 */
export function combineGradient(
  dy: tf.Tensor4D,
  terms: readonly Term[],
  by: Multipliers,
): { readonly upstreams: Upstream[]; readonly gains: tf.Tensor1D } {
  const [sums, gains] = rawOp('DartboardCombineGradient', termAttributes(terms), [...termInputs(terms, by), dy], 2);
  const apart = terms.some(({ path }) => path >= 0);
  const upstreams = terms.map(({ place, path }, i) => ({
    dy,
    sums: sums as tf.Tensor2D,
    sum: apart ? terms.length + 1 + i : 0,
    row: 1 + i,
    place,
    path,
  }));
  return { upstreams, gains: gains as tf.Tensor1D };
}

/** 3x3 pooling with padding 1, and the moments of the result where they are asked for. */
export function pool(
  x: tf.Tensor4D,
  kind: 'max' | 'avg',
  stride: 1 | 2,
  measured: boolean,
): { readonly z: tf.Tensor4D; readonly moments: tf.Tensor1D } {
  const [z, moments] = rawOp(
    'DartboardPool',
    ints({ stride, max: kind === 'max' ? 1 : 0, measured: measured ? 1 : 0 }),
    [x],
    2,
  );
  return { z: z as tf.Tensor4D, moments: moments as tf.Tensor1D };
}

/** A pooling's output, normalised or not, and all that it went into. */
export interface PoolingUses {
  readonly kind: 'max' | 'avg';
  readonly output: Normalised;
  readonly uses: readonly Upstream[];
}

/**
 * The gradient of a tensor by the operations without weights.
 *
 * @param stride of its poolings, two at most
 * @param identities what it went into as it is; with stride 2 there are none
 * @param before what the gradient is added to; a compiled program adds in place
 */
export function parameterFreeGradient(
  x: tf.Tensor4D,
  stride: 1 | 2,
  poolings: readonly PoolingUses[],
  identities: readonly Upstream[],
  before: tf.Tensor4D | null,
  { gains, paths }: Multipliers,
): tf.Tensor4D {
  const uses = [
    ...poolings.flatMap((pooling, number) => pooling.uses.map((use) => ({ ...use, number }))),
    ...identities.map((use) => ({ ...use, number: -1 })),
  ];
  // Those of one node have one gradient.
  const upstreams = [...new Map(uses.map((use) => [use.dy, use])).values()];
  const list = (name: string, of: (use: (typeof uses)[number]) => number): OpAttribute => int(name, uses.map(of));
  const [g] = rawOp(
    'DartboardParameterFreeGradient',
    [
      ...ints({ P: poolings.length, M: upstreams.length, stride }),
      int(
        'max',
        poolings.map(({ kind }) => (kind === 'max' ? 1 : 0)),
      ),
      list('poolings', ({ number }) => number),
      list('upstreams', ({ dy }) => upstreams.findIndex((upstream) => upstream.dy === dy)),
      list('totals', ({ sum }) => sum),
      list('rows', ({ row }) => row),
      list('places', ({ place }) => place),
      list('paths', ({ path }) => path),
    ],
    [
      ...[x, gains, paths ?? noPaths(), before ?? none()],
      ...poolings.map(({ output }) => output.z),
      ...poolings.map(({ output }) => output.moments ?? none()),
      ...upstreams.map(({ dy }) => dy),
      ...upstreams.map(({ sums }) => sums),
    ],
    1,
  );
  return g as tf.Tensor4D;
}

/** Tensors of one shape beside each other, `[batch, height, width, count * channels]`. */
export function join(parts: readonly tf.Tensor4D[]): tf.Tensor4D {
  const [whole] = rawOp('DartboardJoin', ints({ M: parts.length }), parts, 1);
  return whole as tf.Tensor4D;
}

/** A tensor's channels apart, in `count` tensors of one shape. */
export function split(whole: tf.Tensor4D, count: number): tf.Tensor4D[] {
  return rawOp('DartboardSplit', ints({ M: count }), [whole], count) as tf.Tensor4D[];
}

function chainAttributes(chains: readonly Chain[]): OpAttribute[] {
  const all = chains.flat();
  const list = (name: string, of: (stage: ChainStage) => number): OpAttribute => int(name, all.map(of));
  return [
    int('S', all.length),
    int(
      'lengths',
      chains.map((chain) => chain.length),
    ),
    list('kernels', ({ shape }) => shape.kernel),
    list('strides', ({ shape }) => shape.stride),
    list('dilations', ({ shape }) => shape.dilation),
    list('outputs', ({ shape }) => shape.outputs),
    list('depthwise', ({ shape }) => shape.depthwise),
    list('pointwise', ({ shape }) => shape.pointwise),
    list('scales', ({ affine }) => (affine ?? NO_AFFINE).scale),
    list('offsets', ({ affine }) => (affine ?? NO_AFFINE).offset),
  ];
}

/** Where the weights of chains begin, and how many they are. */
function weightsOf(chains: readonly Chain[], channels: number): { readonly begin: number; readonly size: number } {
  const ranges = chains.flatMap((chain) =>
    chain.flatMap(({ shape: { kernel, outputs, depthwise, pointwise }, affine }, i) => {
      const inputs = chain[i - 1]?.shape.outputs ?? channels;
      return [
        ...(kernel > 0 ? [{ begin: depthwise, size: kernel ** 2 * inputs }] : []),
        { begin: pointwise, size: inputs * outputs },
        ...(affine ? [affine.scale, affine.offset].map((begin) => ({ begin, size: outputs })) : []),
      ];
    }),
  );
  const begin = Math.min(...ranges.map((range) => range.begin));
  const size = Math.max(...ranges.map((range) => range.begin + range.size)) - begin;
  if (size !== ranges.reduce((sum, range) => sum + range.size, 0))
    throw new Error('Weights of chains do not lie together.');
  return { begin, size };
}

function termAttributes(terms: readonly Term[]): OpAttribute[] {
  const list = (name: string, of: (term: Term) => number): OpAttribute => int(name, terms.map(of));
  return [
    int('M', terms.length),
    list('identity', ({ moments }) => (moments === null ? 1 : 0)),
    list('places', ({ place }) => place),
    list('scales', ({ affine }) => (affine ?? NO_AFFINE).scale),
    list('offsets', ({ affine }) => (affine ?? NO_AFFINE).offset),
    list('paths', ({ path }) => path),
  ];
}

function termInputs(terms: readonly Term[], { gains, paths }: Multipliers): tf.Tensor[] {
  return [gains, paths ?? noPaths(), ...terms.map(({ z }) => z), ...terms.map(({ z, moments }) => moments ?? z)];
}

const NO_AFFINE: Affine = { scale: -1, offset: -1 };

/** Stands for moments that there are not. */
function none(): tf.Tensor1D {
  return tf.tensor1d([], 'float32');
}

function noPaths(): tf.Tensor2D {
  return tf.tensor2d([], [0, 0], 'float32');
}

function ints(values: Readonly<Record<string, number>>): OpAttribute[] {
  return Object.entries(values).map(([name, value]) => int(name, value));
}

function int(name: string, value: number | number[]): OpAttribute {
  return { name, type: 'int', value };
}
