import type { SeriesBuffer } from '../series-buffer';
import { smooth } from '../smooth';

interface Kept {
  readonly length: number;
  readonly weight: number;
  readonly ys: Float64Array;
}

const kept = new WeakMap<SeriesBuffer, Kept>();

/** The moving average of a line, worked out once until the line grows or the weight changes. */
export function smoothed(buffer: SeriesBuffer, weight: number): Float64Array {
  const known = kept.get(buffer);
  if (known?.length === buffer.length && known.weight === weight) return known.ys;
  const ys = smooth(buffer.ys, weight);
  kept.set(buffer, { length: buffer.length, weight, ys });
  return ys;
}
