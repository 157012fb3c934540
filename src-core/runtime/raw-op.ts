import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend';

import { tf } from './tensorflow';

/** An attribute of a TensorFlow operation, as TensorFlow's op definitions name and type it. */
export interface OpAttribute {
  readonly name: string;
  readonly type: 'bool' | 'int' | 'float' | 'string' | 'type';
  /** For `type`, a tensor type such as `float32`. */
  readonly value: boolean | number | string | number[];
}

/** The backend that runs TensorFlow's own operations. */
export function nodeBackend(): NodeJSKernelBackend {
  const backend = tf.backend();
  if (!isNodeBackend(backend)) throw new Error('The active tfjs backend is not TensorFlow.');
  return backend;
}

/**
 * Runs a TensorFlow operation that tfjs has no function for. It has no gradient: wrap it in `withGradient`.
 *
 * @param name as in TensorFlow's op definitions, such as `FusedBatchNormV3`
 * @param outputs how many outputs the operation has
 */
export function rawOp(
  name: string,
  attributes: readonly OpAttribute[],
  inputs: readonly tf.Tensor[],
  outputs: number,
): tf.Tensor[] {
  const backend = nodeBackend();
  const { binding } = backend;
  const types = {
    bool: binding.TF_ATTR_BOOL,
    int: binding.TF_ATTR_INT,
    float: binding.TF_ATTR_FLOAT,
    string: binding.TF_ATTR_STRING,
    type: binding.TF_ATTR_TYPE,
  };
  const attrs = attributes.map(({ name: attribute, type, value }) => ({
    name: attribute,
    type: types[type],
    value: type === 'type' ? backend.getDTypeInteger(dataType(value)) : value,
  }));
  return backend.executeMultipleOutputs(name, attrs, [...inputs], outputs);
}

/** Like `rawOp`, for an operation with one output, whose rank the caller knows. */
export function rawOpOne<T extends tf.Tensor>(
  name: string,
  attributes: readonly OpAttribute[],
  inputs: readonly tf.Tensor[],
): T {
  const [output] = rawOp(name, attributes, inputs, 1);
  if (output === undefined) throw new Error(`${name} gave no output.`);
  return output as T;
}

/** The attribute `T` that most operations take: the type of their inputs. */
export const FLOAT: OpAttribute = { name: 'T', type: 'type', value: 'float32' };

function isNodeBackend(backend: tf.KernelBackend): backend is NodeJSKernelBackend {
  return 'executeMultipleOutputs' in backend && 'binding' in backend;
}

function dataType(value: OpAttribute['value']): tf.DataType {
  if (value === 'float32' || value === 'int32' || value === 'bool') return value;
  throw new Error(`No tensor type is named ${String(value)}.`);
}
