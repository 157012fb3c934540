import { RandomStream } from '../random';
import type { Labels } from './image-dataset';

/** Indices of the images in each half. */
export interface TrainValidSplit {
  readonly train: Uint32Array;
  readonly valid: Uint32Array;
}

/**
 * Splits a training set into the half that trains the weights and the half that trains the alphas. As quark0/darts
 * cnn/train_search.py `floor(trainPortion * images)` go to the first; unlike it, images are shuffled and each class keeps
 * its share in both halves (to within one image), so a folder sorted by class is no trap.
 *
 * @param labels `[count]`, below `classes`
 * @param trainPortion share of the first half, 0 to 1
 */
export function splitTrainValid(labels: Labels, classes: number, trainPortion: number, seed: number): TrainValidSplit {
  const members: number[][] = Array.from({ length: classes }, () => []);
  for (const [index, label] of labels.entries()) members[label]?.push(index);
  const quotas = shareOut(
    members.map((indices) => indices.length * trainPortion),
    Math.floor(labels.length * trainPortion),
  );
  const halves: { train: number[]; valid: number[] } = { train: [], valid: [] };
  for (const [label, indices] of members.entries()) {
    new RandomStream(seed, 'split', label).shuffle(indices);
    const quota = quotas[label] ?? 0;
    for (const [place, index] of indices.entries()) halves[place < quota ? 'train' : 'valid'].push(index);
  }
  return { train: mixed(halves.train, seed, 0), valid: mixed(halves.valid, seed, 1) };
}

/** Rounds shares down, then gives what is left of `total` to those that lost most by it; of equals to the first. */
function shareOut(shares: readonly number[], total: number): number[] {
  const rounded = shares.map(Math.floor);
  const left = total - rounded.reduce((sum, share) => sum + share, 0);
  const byLoss = shares
    .map((share, i) => ({ i, loss: share - Math.floor(share) }))
    .sort((a, b) => b.loss - a.loss)
    .slice(0, left);
  for (const { i } of byLoss) rounded[i] = (rounded[i] ?? 0) + 1;
  return rounded;
}

function mixed(indices: readonly number[], seed: number, half: number): Uint32Array {
  const order = Uint32Array.from(indices);
  new RandomStream(seed, 'split-order', half).shuffle(order);
  return order;
}
