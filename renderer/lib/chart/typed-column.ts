/** A growing column of numbers in a typed array that doubles when full: no object a value, no garbage. */
export class TypedColumn {
  private data = new Float64Array(256);
  private size = 0;

  get length(): number {
    return this.size;
  }

  /** What is in it; a view that the next `push` may outdate. */
  get values(): Float64Array {
    return this.data.subarray(0, this.size);
  }

  /** The last value, minus infinity when empty. */
  get last(): number {
    return this.data[this.size - 1] ?? -Infinity;
  }

  push(value: number): void {
    if (this.size === this.data.length) {
      const larger = new Float64Array(this.data.length * 2);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[this.size] = value;
    this.size += 1;
  }

  /** Of an ascending column: the index of the first value that is not below `value`; the length when all are. */
  firstAtLeast(value: number): number {
    return firstAtLeast(this.values, value);
  }
}

/** Of ascending values: the index of the first that is not below `value`; the length when all are. */
export function firstAtLeast(values: Float64Array, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
