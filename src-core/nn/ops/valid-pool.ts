import { FLOAT, type OpAttribute, rawOpOne } from '../../runtime/raw-op';
import { tf } from '../../runtime/tensorflow';
import { withGradient } from './with-gradient';

/** A window and its steps, down and across, in pixels. */
export interface PoolWindow {
  readonly kernel: readonly [height: number, width: number];
  readonly strides: readonly [rows: number, columns: number];
}

/**
 * Average pooling without padding.
 *
 * @param x `[batch, height, width, channels]`
 */
export function avgPoolValid(x: tf.Tensor4D, window: PoolWindow): tf.Tensor4D {
  const attributes = attributesOf(window);
  return withGradient(
    [x],
    () => rawOpOne<tf.Tensor4D>('AvgPool', attributes, [x]),
    (dy) => [rawOpOne<tf.Tensor4D>('AvgPoolGrad', attributes, [tf.tensor1d(x.shape, 'int32'), dy])],
  );
}

function attributesOf({ kernel, strides }: PoolWindow): OpAttribute[] {
  return [
    FLOAT,
    { name: 'ksize', type: 'int', value: [1, ...kernel, 1] },
    { name: 'strides', type: 'int', value: [1, ...strides, 1] },
    { name: 'padding', type: 'string', value: 'VALID' },
    { name: 'data_format', type: 'string', value: 'NHWC' },
  ];
}
