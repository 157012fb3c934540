import { type OpAttribute, rawOp } from '../../runtime/raw-op';
import { tf } from '../../runtime/tensorflow';

/** What a stage does before its 1x1 convolution, and where its weights are in the vector that it is given. */
export interface StageShape {
  /** Side of the depthwise filter; 0 for none: then stride 1 leaves the pixels as they are, and stride 2 samples as `FactorizedReduce`. */
  readonly kernel: 0 | 3 | 5;
  readonly stride: 1 | 2;
  readonly dilation: 1 | 2;
  /** Channels that come out. */
  readonly outputs: number;
  /** Offset of the depthwise filter; without meaning when there is none. */
  readonly depthwise: number;
  /** Offset of the 1x1 convolution's weights. */
  readonly pointwise: number;
}

/** A tensor and what is known of each channel. */
export interface Measured {
  /** `[batch, height, width, channels]` */
  readonly z: tf.Tensor4D;
  /** Mean, then biased variance of each channel, `[2 channels]`. */
  readonly moments: tf.Tensor1D;
}

/** One summand: a tensor that is normalised first unless it has no moments, times one of the gains or, at place -1, times 1. */
export interface Term {
  readonly z: tf.Tensor4D;
  readonly moments: tf.Tensor1D | null;
  readonly place: number;
}

/** The gradient of what a normalised tensor went into, and its sums over all pixels. */
export interface Upstream {
  readonly dy: tf.Tensor4D;
  /** `[rows, channels]`: row 0 is the sum of dy; `row` is the sum of dy times the normalised tensor. */
  readonly sums: tf.Tensor2D;
  readonly row: number;
  /** Place of the gain by which the normalised tensor was multiplied, or -1. */
  readonly place: number;
}

/**
 * ReLU, depthwise convolution, 1x1 convolution, and the moments of the result; `moments` normalise the input first.
 */
export function stage(shape: StageShape, x: tf.Tensor4D, moments: tf.Tensor1D | null, weights: tf.Tensor1D): Measured {
  const [z, measured] = rawOp('DartboardStage', stageAttributes(shape), [x, moments ?? none(), weights], 2);
  return { z: z as tf.Tensor4D, moments: measured as tf.Tensor1D };
}

/** The gradients of a stage whose output was normalised. */
export interface StageGradients {
  /** Of its input, after the input's normalisation if there is one; `[batch, height, width, channels]`. */
  readonly g: tf.Tensor4D;
  /** `[2, channels]`, as `Upstream.sums`, when there is such a normalisation. */
  readonly sums: tf.Tensor2D;
  readonly depthwise: tf.Tensor1D;
  readonly pointwise: tf.Tensor1D;
}

/** The gradient of `stage`, by its input and its weights. */
export function stageGradient(
  shape: StageShape,
  x: tf.Tensor4D,
  moments: tf.Tensor1D | null,
  weights: tf.Tensor1D,
  output: Measured,
  upstream: Upstream,
  gains: tf.Tensor1D,
): StageGradients {
  const [g, sums, depthwise, pointwise] = rawOp(
    'DartboardStageGradient',
    [...stageAttributes(shape), int('row', upstream.row), int('place', upstream.place)],
    [x, moments ?? none(), weights, output.z, output.moments, upstream.dy, upstream.sums, gains],
    4,
  );
  return {
    g: g as tf.Tensor4D,
    sums: sums as tf.Tensor2D,
    depthwise: depthwise as tf.Tensor1D,
    pointwise: pointwise as tf.Tensor1D,
  };
}

/** The sum of all terms, of the shape of each. */
export function combine(terms: readonly Term[], gains: tf.Tensor1D): tf.Tensor4D {
  const [y] = rawOp(
    'DartboardCombine',
    [
      ...termAttributes(terms),
      int(
        'places',
        terms.map(({ place }) => place),
      ),
    ],
    [gains, ...termInputs(terms)],
    1,
  );
  return y as tf.Tensor4D;
}

/**
 * Of a sum's gradient: the sums over all pixels that its terms' gradients need, row i + 1 for term i, and the gradient of
 * each term's gain, `[terms]`.
 */
export function combineGradient(dy: tf.Tensor4D, terms: readonly Term[]): { sums: tf.Tensor2D; gains: tf.Tensor1D } {
  const [sums, gains] = rawOp('DartboardCombineGradient', termAttributes(terms), [dy, ...termInputs(terms)], 2);
  return { sums: sums as tf.Tensor2D, gains: gains as tf.Tensor1D };
}

/** 3x3 pooling with padding 1, and the moments of the result. */
export function pool(x: tf.Tensor4D, kind: 'max' | 'avg', stride: 1 | 2): Measured {
  const [z, moments] = rawOp('DartboardPool', poolAttributes(kind, stride), [x], 2);
  return { z: z as tf.Tensor4D, moments: moments as tf.Tensor1D };
}

/** The gradient of a pooling's input, from all that its normalised output went into. */
export function poolGradient(
  x: tf.Tensor4D,
  kind: 'max' | 'avg',
  stride: 1 | 2,
  output: Measured,
  uses: readonly Upstream[],
  gains: tf.Tensor1D,
): tf.Tensor4D {
  const [g] = rawOp(
    'DartboardPoolGradient',
    [
      int('M', uses.length),
      ...poolAttributes(kind, stride),
      int(
        'rows',
        uses.map(({ row }) => row),
      ),
      int(
        'places',
        uses.map(({ place }) => place),
      ),
    ],
    [x, output.z, output.moments, gains, ...uses.map(({ dy }) => dy), ...uses.map(({ sums }) => sums)],
    1,
  );
  return g as tf.Tensor4D;
}

function stageAttributes({ kernel, stride, dilation, outputs, depthwise, pointwise }: StageShape): OpAttribute[] {
  return Object.entries({ kernel, stride, dilation, outputs, depthwise, pointwise }).map(([name, value]) =>
    int(name, value),
  );
}

function poolAttributes(kind: 'max' | 'avg', stride: 1 | 2): OpAttribute[] {
  return [int('stride', stride), int('max', kind === 'max' ? 1 : 0)];
}

function termAttributes(terms: readonly Term[]): OpAttribute[] {
  return [
    int('M', terms.length),
    int(
      'identity',
      terms.map(({ moments }) => (moments === null ? 1 : 0)),
    ),
  ];
}

function termInputs(terms: readonly Term[]): tf.Tensor[] {
  return [...terms.map(({ z }) => z), ...terms.map(({ z, moments }) => moments ?? z)];
}

/** Stands for moments that there are not. */
function none(): tf.Tensor1D {
  return tf.tensor1d([], 'float32');
}

function int(name: string, value: number | number[]): OpAttribute {
  return { name, type: 'int', value };
}
