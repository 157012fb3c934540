/**
 * One growing line of a chart: x ascending, y any number, NaN where nothing was measured. Kept in typed arrays that
 * double when full, so that a hundred thousand points cost 1.6 MB and no garbage.
 */
export class SeriesBuffer {
  private x = new Float64Array(256);
  private y = new Float64Array(256);
  private size = 0;
  private numbers = 0;

  /** How many points have a number. */
  get measured(): number {
    return this.numbers;
  }

  /** How many points there are. */
  get length(): number {
    return this.size;
  }

  /** The x values; a view that the next `push` may outdate. */
  get xs(): Float64Array {
    return this.x.subarray(0, this.size);
  }

  /** The y values; a view that the next `push` may outdate. */
  get ys(): Float64Array {
    return this.y.subarray(0, this.size);
  }

  /** Adds a point; null becomes NaN. Throws when `x` is below the last one. */
  push(x: number, y: number | null): void {
    if (x < this.lastX) throw new RangeError(`A series grows to the right: ${x} comes after ${this.lastX}.`);
    if (this.size === this.x.length) this.grow();
    this.x[this.size] = x;
    this.y[this.size] = y ?? NaN;
    if (y !== null) this.numbers += 1;
    this.size += 1;
  }

  /** The last x, minus infinity when empty. */
  get lastX(): number {
    return this.x[this.size - 1] ?? -Infinity;
  }

  /** Index of the point whose x is nearest; -1 when empty. */
  nearest(x: number): number {
    let low = 0;
    let high = this.size - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.x[middle] ?? 0) < x) low = middle + 1;
      else high = middle;
    }
    const before = this.x[high - 1];
    const at = this.x[high];
    return before !== undefined && at !== undefined && x - before < at - x ? high - 1 : high;
  }

  private grow(): void {
    const x = new Float64Array(this.x.length * 2);
    const y = new Float64Array(this.y.length * 2);
    x.set(this.x);
    y.set(this.y);
    this.x = x;
    this.y = y;
  }
}
