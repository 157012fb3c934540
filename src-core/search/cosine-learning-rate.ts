import type { SearchConfig } from './config';

/**
 * The learning rate of the weights in an epoch: half a cosine from `learningRate` down towards `learningRateMin`
 * (SGDR without restarts, Loshchilov and Hutter 2017; quark0/darts cnn/train_search.py steps it once an epoch):
 *
 *     min + (max - min) * (1 + cos(pi * epoch / epochs)) / 2
 *
 * With 50 epochs from 0.025 to 0.001, epoch 0 has 0.025 and epoch 49 has 0.001023679.
 *
 * @param epoch 0-based
 */
export function cosineLearningRate(
  epoch: number,
  config: Pick<SearchConfig, 'epochs' | 'learningRate' | 'learningRateMin'>,
): number {
  const { epochs, learningRate, learningRateMin } = config;
  return learningRateMin + ((learningRate - learningRateMin) * (1 + Math.cos((Math.PI * epoch) / epochs))) / 2;
}
