/** Numbers end to end with their shape, row-major. */
export interface Block {
  readonly values: Float64Array;
  readonly shape: readonly number[];
}

/** Reorders axes: axis `i` of the result is axis `order[i]` of the block. */
export function transpose({ values, shape }: Block, order: readonly number[]): Block {
  const size = (axis: number): number => shape[axis] ?? 1;
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
  const result = new Float64Array(values.length);
  const index = order.map(() => 0);
  for (let i = 0; i < result.length; i++) {
    const source = order.reduce((sum, axis, position) => sum + (strides[axis] ?? 0) * (index[position] ?? 0), 0);
    result[i] = values[source] ?? Number.NaN;
    for (let position = order.length - 1; position >= 0; position--) {
      const next = (index[position] ?? 0) + 1;
      index[position] = next < size(order[position] ?? 0) ? next : 0;
      if (next < size(order[position] ?? 0)) break;
    }
  }
  return { values: result, shape: order.map(size) };
}

/** The axes that turn one of PyTorch's weight tensors into ours, by its rank: `[out, in, h, w]` to `[h, w, in, out]`. */
export function weightOrder(shape: readonly number[], depthwise: boolean): number[] {
  if (shape.length === 4) return depthwise ? [2, 3, 0, 1] : [2, 3, 1, 0];
  return shape.length === 2 ? [1, 0] : [0];
}

/** The order that undoes `order`. */
export function inverse(order: readonly number[]): number[] {
  return order.map((_, axis) => order.indexOf(axis));
}

/** `[batch, channels, height, width]` to `[batch, height, width, channels]`. */
export const TO_CHANNELS_LAST = [0, 2, 3, 1];
/** `[batch, height, width, channels]` to `[batch, channels, height, width]`. */
export const TO_CHANNELS_FIRST = [0, 3, 1, 2];
