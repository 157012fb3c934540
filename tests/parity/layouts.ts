import { type Parameter, type Parameters, sizeOf } from '../../src-core/nn/parameters';
import { UserError } from '../../src-core/user-error';
import type { GoldenFolder } from './golden-folder';

/** Numbers end to end with their shape, row-major. */
export interface Block {
  readonly values: Float64Array;
  readonly shape: readonly number[];
}

/** `[batch, channels, height, width]` to `[batch, height, width, channels]`. */
export const TO_CHANNELS_LAST = [0, 2, 3, 1];
/** `[batch, height, width, channels]` to `[batch, channels, height, width]`. */
export const TO_CHANNELS_FIRST = [0, 3, 1, 2];

/** Reorders axes: axis `i` of the result is axis `order[i]` of the block. */
export function transpose({ values, shape }: Block, order: readonly number[]): Block {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const result = { values: new Float64Array(values.length), shape: order.map((axis) => shape[axis] ?? 1) };
  const steps = order.map((axis) => strides[axis] ?? 0);
  const index = order.map(() => 0);
  let source = 0;
  for (let i = 0; i < values.length; i++) {
    result.values[i] = values[source] ?? Number.NaN;
    for (let axis = order.length - 1; axis >= 0; axis--) {
      const position = (index[axis] ?? 0) + 1;
      const side = result.shape[axis] ?? 1;
      source += steps[axis] ?? 0;
      index[axis] = position;
      if (position < side) break;
      source -= side * (steps[axis] ?? 0);
      index[axis] = 0;
    }
  }
  return result;
}

/** A flat weight vector of the reference with each tensor in our layout. */
export function toOurWeights(parameters: Parameters, flat: Float64Array): Float64Array {
  return relayout(parameters, flat, ({ order, shape }) => ({ order, shape }));
}

/** A flat weight vector of ours with each tensor in the reference's layout. */
export function toReferenceWeights(parameters: Parameters, flat: Float64Array): Float64Array {
  return relayout(parameters, flat, ({ order, shape }) => ({
    order: order.map((_, axis) => order.indexOf(axis)),
    shape: order.map((axis) => shape[axis] ?? 1),
  }));
}

/**
 * Checks that both sides' flat vectors mean the same tensors.
 *
 * @param theirs name and shape of each tensor in the reference's vector
 * @param prefix what our names begin with
 * @throws UserError naming the first tensor that differs
 */
export function requireSameWeights(
  golden: GoldenFolder,
  theirs: readonly (readonly [name: string, shape: readonly number[]])[],
  ours: readonly Parameter[],
  prefix = '',
): void {
  const described = ours.map(({ name, shape }) => `${name} [${referenceLayout(shape).shape.join(', ')}]`);
  const expected = theirs.map(([name, shape]) => `${prefix}${name} [${shape.join(', ')}]`);
  const first = Array.from({ length: Math.max(described.length, expected.length) }, (_, i) => i).find(
    (i) => described[i] !== expected[i],
  );
  if (first === undefined) return;
  throw new UserError(
    `${golden.folder}: weight ${first} is ${expected[first] ?? 'missing'}, ours is ${described[first] ?? 'missing'}.`,
  );
}

/** The reference's shape of one of our weight tensors, and the axes that turn it into ours. */
function referenceLayout(shape: readonly number[]): { order: readonly number[]; shape: readonly number[] } {
  const [height = 1, width = 1, inputs = 1, outputs = 1] = shape;
  if (shape.length === 4 && outputs === 1) return { order: [2, 3, 0, 1], shape: [inputs, 1, height, width] };
  if (shape.length === 4) return { order: [2, 3, 1, 0], shape: [outputs, inputs, height, width] };
  return shape.length === 2 ? { order: [1, 0], shape: [width, height] } : { order: [0], shape };
}

function relayout(
  { weights }: Parameters,
  flat: Float64Array,
  direction: (layout: ReturnType<typeof referenceLayout>) => ReturnType<typeof referenceLayout>,
): Float64Array {
  const result = new Float64Array(flat.length);
  let offset = 0;
  for (const { shape: own } of weights) {
    const { order, shape } = direction(referenceLayout(own));
    const values = flat.subarray(offset, offset + sizeOf(own));
    result.set(transpose({ values, shape }, order).values, offset);
    offset += values.length;
  }
  return result;
}
