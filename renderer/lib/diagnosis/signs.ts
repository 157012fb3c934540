import type { EpochRecord } from '../../../src-core/runs/records';
import { countUntil, sample, type Evidence } from './evidence';

/** Epochs by which the valid loss must have passed its best before that means something. */
const PATIENCE = 3;
/** The share by which it must have risen. */
const RISE = 1.03;

/** Whether the loss is no number any more, or has grown far beyond what it was and beyond that of guessing. */
export function hasDiverged({ series, until, classes }: Evidence): boolean {
  const { trainLoss } = series;
  const steps = countUntil(trainLoss, until);
  const width = Math.max(3, Math.floor(steps * 0.05));
  if (steps > 0 && !Number.isFinite(trainLoss.ys[steps - 1])) return true;
  if (steps < 4 * width) return false;
  let lowest = Infinity;
  for (let from = 0; from + width <= steps; from += width) {
    lowest = Math.min(lowest, sample(trainLoss, from, from + width).mean);
  }
  const now = sample(trainLoss, steps - width, steps).mean;
  return now > 2 * lowest && now > 1.3 * Math.log(Math.max(2, classes));
}

/** The epoch with the lowest valid loss and the last one, where the valid loss has risen since and the train loss fallen. */
export function riseOfValidLoss({
  epochs,
}: Pick<Evidence, 'epochs'>): { readonly best: EpochRecord; readonly last: EpochRecord } | null {
  const last = epochs[epochs.length - 1];
  if (last === undefined) return null;
  const best = epochs.reduce((lowest, epoch) => (lossOf(epoch) < lossOf(lowest) ? epoch : lowest), last);
  if (last.epoch - best.epoch < PATIENCE || lossOf(last) < lossOf(best) * RISE) return null;
  return (last.train.loss ?? Infinity) < (best.train.loss ?? -Infinity) ? { best, last } : null;
}

function lossOf({ valid }: EpochRecord): number {
  return valid.loss ?? Infinity;
}
