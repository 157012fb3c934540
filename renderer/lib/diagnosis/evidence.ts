import type { AlphasRecord, EpochRecord } from '../../../src-core/runs/records';
import type { RunSeries } from '../run-series';
import type { SeriesBuffer } from '../series-buffer';

/** What a diagnosis is drawn from: a run up to some step. */
export interface Evidence {
  readonly classes: number;
  /** Epochs that the run is to have. */
  readonly plannedEpochs: number;
  readonly series: RunSeries;
  /** Steps that are looked at; the newest one is the last. */
  readonly until: number;
  /** Epochs that have ended by then, oldest first. */
  readonly epochs: readonly EpochRecord[];
  /** Alphas told by then, oldest first; empty for a retraining. */
  readonly alphas: readonly AlphasRecord[];
}

/** Mean and spread of a part of a line. */
export interface Sample {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
}

/** The run as it stood after a step; null looks at all of it. */
export function evidenceUntil(whole: Omit<Evidence, 'until'>, step: number | null): Evidence {
  const { lastX } = whole.series.trainLoss;
  if (step === null) return { ...whole, until: Number.isFinite(lastX) ? lastX : 0 };
  return {
    ...whole,
    until: step,
    epochs: whole.epochs.filter(({ globalStep }) => globalStep <= step),
    alphas: whole.alphas.filter(({ globalStep }) => globalStep <= step),
  };
}

/** How many points of a line lie at or before a step. */
export function countUntil(buffer: SeriesBuffer, step: number): number {
  const at = buffer.nearest(step);
  if (at < 0) return 0;
  return (buffer.xs[at] ?? 0) <= step ? at + 1 : at;
}

/** Points `from` to below `to` of a line, those without a number left out. */
export function sample(buffer: SeriesBuffer, from: number, to: number): Sample {
  const { ys } = buffer;
  let [count, sum, squares] = [0, 0, 0];
  for (let i = Math.max(0, from); i < to; i++) {
    const y = ys[i] ?? NaN;
    if (!Number.isFinite(y)) continue;
    count += 1;
    sum += y;
    squares += y * y;
  }
  const mean = count > 0 ? sum / count : NaN;
  return { count, mean, variance: count > 1 ? Math.max(0, (squares - count * mean * mean) / (count - 1)) : 0 };
}

/** By how many standard errors the second sample lies above the first (Welch); 0 where that cannot be told. */
export function riseInErrors(before: Sample, after: Sample): number {
  const error = Math.sqrt(before.variance / Math.max(1, before.count) + after.variance / Math.max(1, after.count));
  const rise = after.mean - before.mean;
  if (!Number.isFinite(rise) || rise === 0) return 0;
  return error === 0 ? Math.sign(rise) * Infinity : rise / error;
}
