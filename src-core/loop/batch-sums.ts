import type { Metrics } from '../runs/records';
import type { BatchSums } from '../search/step-executor';

/** The sum over no images. */
export const NO_SUMS: BatchSums = { loss: 0, top1: 0, top5: 0, count: 0 };

/** Adds up batches, whatever their sizes. */
export function addSums(a: BatchSums, b: BatchSums): BatchSums {
  return { loss: a.loss + b.loss, top1: a.top1 + b.top1, top5: a.top5 + b.top5, count: a.count + b.count };
}

/** Mean loss in nats and accuracies in percent; null where there is no finite value. */
export function meansOf(sums: BatchSums): Metrics {
  const mean = (sum: number): number | null => {
    const value = sum / sums.count;
    return Number.isFinite(value) ? value : null;
  };
  return { loss: mean(sums.loss), top1: mean(100 * sums.top1), top5: mean(100 * sums.top5) };
}
