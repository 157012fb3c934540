import { FLOAT, type OpAttribute, rawOpOne } from '../../runtime/raw-op';
import { tf } from '../../runtime/tensorflow';
import { withGradient } from './with-gradient';

/** `SAME` only at stride 1: at stride 2 TensorFlow pads unlike PyTorch. */
export type Padding = 'SAME' | 'VALID';

/** Steps of the window down and across. */
export type Strides = readonly [rows: 1 | 2, columns: 1 | 2];

/**
 * Convolution with stride 1 and as much zero padding as keeps height and width.
 *
 * @param x `[batch, height, width, channels]`
 * @param filter `[kernel, kernel, channels, output channels]`
 */
export function conv(x: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor4D {
  return convolution(CONV, x, filter, attributes([1, 1], 'SAME'));
}

/**
 * Convolution without padding.
 *
 * @param x `[batch, height, width, channels]`
 * @param filter `[kernel height, kernel width, channels, output channels]`
 * @param strides of rows and of columns
 */
export function convValid(x: tf.Tensor4D, filter: tf.Tensor4D, strides: Strides): tf.Tensor4D {
  return convolution(CONV, x, filter, attributes(strides, 'VALID'));
}

/**
 * Depthwise convolution with stride 1 or 2 and no dilation: TensorFlow's CPU kernels for its gradients silently ignore
 * dilations, so dilated convolutions go through `spaceToBatch` or `subsample` first.
 *
 * @param x `[batch, height, width, channels]`
 * @param filter `[kernel, kernel, channels, 1]`
 */
export function depthwiseConv(x: tf.Tensor4D, filter: tf.Tensor4D, stride: 1 | 2, padding: Padding): tf.Tensor4D {
  return convolution(DEPTHWISE_CONV, x, filter, attributes([stride, stride], padding));
}

interface ConvolutionOps {
  readonly forward: string;
  readonly inputGradient: string;
  readonly gradientByFilter: (
    attrs: OpAttribute[],
    input: tf.Tensor4D,
    shape: tf.Tensor4D['shape'],
    dy: tf.Tensor4D,
  ) => tf.Tensor4D;
}

const CONV: ConvolutionOps = {
  forward: 'Conv2D',
  inputGradient: 'Conv2DBackpropInput',
  gradientByFilter: (...args) => gradientByFilter('Conv2DBackpropFilter', ...args),
};
const DEPTHWISE_CONV: ConvolutionOps = {
  forward: 'DepthwiseConv2dNative',
  inputGradient: 'DepthwiseConv2dNativeBackpropInput',
  gradientByFilter: gradientByDepthwiseFilter,
};

function attributes(strides: Strides, padding: Padding): OpAttribute[] {
  return [
    FLOAT,
    { name: 'strides', type: 'int', value: [1, ...strides, 1] },
    { name: 'padding', type: 'string', value: padding },
    { name: 'data_format', type: 'string', value: 'NHWC' },
    { name: 'dilations', type: 'int', value: [1, 1, 1, 1] },
  ];
}

function convolution(ops: ConvolutionOps, x: tf.Tensor4D, filter: tf.Tensor4D, attrs: OpAttribute[]): tf.Tensor4D {
  const { shape: inputShape } = x;
  const { shape: filterShape } = filter;
  return forward(x, filter);

  // All three are bilinear, so each one's gradients are the two others.
  function forward(input: tf.Tensor4D, weights: tf.Tensor4D): tf.Tensor4D {
    return bilinear(
      input,
      weights,
      () => rawOpOne(ops.forward, attrs, [input, weights]),
      (dy, kept) => inputGradient(dy, kept),
      (dy, kept) => filterGradient(kept, dy),
    );
  }

  function inputGradient(dy: tf.Tensor4D, weights: tf.Tensor4D): tf.Tensor4D {
    return bilinear(
      dy,
      weights,
      () => rawOpOne(ops.inputGradient, attrs, [tf.tensor1d(inputShape, 'int32'), weights, dy]),
      (ddx, kept) => forward(ddx, kept),
      (ddx, kept) => filterGradient(ddx, kept),
    );
  }

  function filterGradient(input: tf.Tensor4D, dy: tf.Tensor4D): tf.Tensor4D {
    return bilinear(
      input,
      dy,
      () => ops.gradientByFilter(attrs, input, filterShape, dy),
      (ddw, kept) => inputGradient(kept, ddw),
      (ddw, kept) => forward(kept, ddw),
    );
  }
}

/** The gradient of a convolution by its filter, from its input and the gradient of its output. */
function gradientByFilter(
  op: string,
  attrs: OpAttribute[],
  input: tf.Tensor4D,
  shape: tf.Tensor4D['shape'],
  dy: tf.Tensor4D,
): tf.Tensor4D {
  return rawOpOne(op, attrs, [input, tf.tensor1d(shape, 'int32'), dy]);
}

/**
 * The same for a depthwise filter. TensorFlow's CPU kernel is ten times faster for filters three columns wide than for
 * five, so a filter of five columns is put together from two gradients of three, which share the middle column.
 */
function gradientByDepthwiseFilter(
  attrs: OpAttribute[],
  input: tf.Tensor4D,
  shape: tf.Tensor4D['shape'],
  dy: tf.Tensor4D,
): tf.Tensor4D {
  const [height, width, channels, multiplier] = shape;
  if (width !== 5) return gradientByFilter('DepthwiseConv2dNativeBackpropFilter', attrs, input, shape, dy);
  const same = attrs.some(({ name, value }) => name === 'padding' && value === 'SAME');
  const valid = attrs.map((attr) => (attr.name === 'padding' ? { ...attr, value: 'VALID' } : attr));
  const columns = (first: 0 | 2): tf.Tensor4D => {
    const part = same ? padColumns(input, height, first) : cutColumns(input, first);
    const partShape: tf.Tensor4D['shape'] = [height, 3, channels, multiplier];
    return gradientByFilter('DepthwiseConv2dNativeBackpropFilter', valid, part, partShape, dy);
  };
  return tf.concat4d([columns(0), tf.slice(columns(2), [0, 1, 0, 0], [height, 2, channels, multiplier])], 1);
}

/** `SAME` padding for a filter of five columns, less the two columns that the three from `first` on never reach. */
function padColumns(input: tf.Tensor4D, height: number, first: 0 | 2): tf.Tensor4D {
  const rows: [number, number] = [(height - 1) / 2, (height - 1) / 2];
  return tf.pad4d(input, [[0, 0], rows, first === 0 ? [2, 0] : [0, 2], [0, 0]]);
}

function cutColumns(input: tf.Tensor4D, first: 0 | 2): tf.Tensor4D {
  const [batch, height, width, channels] = input.shape;
  return tf.slice(input, [0, 0, first, 0], [batch, height, width - 2, channels]);
}

/** `gradientA` gets the other factor `b`, `gradientB` gets `a`. */
function bilinear(
  a: tf.Tensor4D,
  b: tf.Tensor4D,
  compute: () => tf.Tensor4D,
  gradientA: (dy: tf.Tensor4D, b: tf.Tensor4D) => tf.Tensor4D,
  gradientB: (dy: tf.Tensor4D, a: tf.Tensor4D) => tf.Tensor4D,
): tf.Tensor4D {
  return withGradient(
    [a, b],
    (keep) => {
      keep([a, b]);
      return compute();
    },
    (dy, [keptA, keptB]) => [gradientA(dy, keptB as tf.Tensor4D), gradientB(dy, keptA as tf.Tensor4D)],
  );
}
