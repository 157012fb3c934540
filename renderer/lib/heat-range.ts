/** `auto` spans what there is, so early differences show; `full` spans 0 to 1, so runs can be compared. */
export type HeatScale = 'auto' | 'full';

/** The probabilities that an empty and a full cell of a heat map stand for. */
export interface HeatRange {
  readonly low: number;
  readonly high: number;
}

/** Smallest span of the `auto` scale: below it are the random starting values, which stay pale. */
const LEAST_SPAN = 0.002;

/** The range of a heat map's colours for the given probabilities. */
export function heatRange(probabilities: readonly (readonly number[])[], scale: HeatScale): HeatRange {
  if (scale === 'full') return { low: 0, high: 1 };
  const values = probabilities.flat();
  const low = Math.min(...values);
  return { low, high: Math.max(...values, low + LEAST_SPAN) };
}
