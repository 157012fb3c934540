/**
 * The probability of leaving out a path in an epoch: it grows linearly from 0 (quark0/darts cnn/train.py).
 *
 * @param epoch 0-based
 */
export function dropPathProbability(epoch: number, epochs: number, last: number): number {
  return (last * epoch) / epochs;
}
