import { FLOAT, type OpAttribute, rawOpOne } from '../../runtime/raw-op';
import { tf } from '../../runtime/tensorflow';
import { withGradient } from './with-gradient';

/** `SAME` only at stride 1: at stride 2 TensorFlow pads unlike PyTorch. */
export type Padding = 'SAME' | 'VALID';

/**
 * Convolution with stride 1 and as much zero padding as keeps height and width.
 *
 * @param x `[batch, height, width, channels]`
 * @param filter `[kernel, kernel, channels, output channels]`
 */
export function conv(x: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor4D {
  return convolution(CONV, x, filter, attributes(1, 'SAME'));
}

/**
 * Depthwise convolution with stride 1 or 2 and no dilation: TensorFlow's CPU kernels for its gradients silently ignore
 * dilations, so dilated convolutions go through `spaceToBatch` or `subsample` first.
 *
 * @param x `[batch, height, width, channels]`
 * @param filter `[kernel, kernel, channels, 1]`
 */
export function depthwiseConv(x: tf.Tensor4D, filter: tf.Tensor4D, stride: 1 | 2, padding: Padding): tf.Tensor4D {
  return convolution(DEPTHWISE_CONV, x, filter, attributes(stride, padding));
}

interface ConvolutionOps {
  readonly forward: string;
  readonly inputGradient: string;
  readonly filterGradient: string;
}

const CONV: ConvolutionOps = {
  forward: 'Conv2D',
  inputGradient: 'Conv2DBackpropInput',
  filterGradient: 'Conv2DBackpropFilter',
};
const DEPTHWISE_CONV: ConvolutionOps = {
  forward: 'DepthwiseConv2dNative',
  inputGradient: 'DepthwiseConv2dNativeBackpropInput',
  filterGradient: 'DepthwiseConv2dNativeBackpropFilter',
};

function attributes(stride: 1 | 2, padding: Padding): OpAttribute[] {
  return [
    FLOAT,
    { name: 'strides', type: 'int', value: [1, stride, stride, 1] },
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
      () => rawOpOne(ops.filterGradient, attrs, [input, tf.tensor1d(filterShape, 'int32'), dy]),
      (ddw, kept) => inputGradient(kept, ddw),
      (ddw, kept) => forward(kept, ddw),
    );
  }
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
