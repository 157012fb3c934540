import type { BatchSums } from './step-executor';

/**
 * Adds up loss and hits over a batch. An image counts for top-k when fewer than k classes are more likely than its own
 * (quark0/darts cnn/utils.py `accuracy`; k is at most the number of classes).
 *
 * @param logits `[batch, classes]`, row-major
 * @param labels `[batch]`
 * @param meanLoss cross-entropy in nats, mean over the batch
 */
export function countHits(logits: Float32Array, labels: Int32Array, meanLoss: number): BatchSums {
  const classes = logits.length / labels.length;
  let top1 = 0;
  let top5 = 0;
  labels.forEach((label, image) => {
    const row = logits.subarray(image * classes, (image + 1) * classes);
    const own = row[label] ?? Number.NaN;
    // NaN is above nothing: a diverged network scores no hit.
    if (Number.isNaN(own)) return;
    const above = row.reduce((count, value, k) => count + Number(value > own || (value === own && k < label)), 0);
    if (above < 1) top1++;
    if (above < 5) top5++;
  });
  return { loss: meanLoss * labels.length, top1, top5, count: labels.length };
}
