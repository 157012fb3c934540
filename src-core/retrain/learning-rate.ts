import { cosineLearningRate } from '../search/cosine-learning-rate';
import type { RetrainConfig } from './config';

/**
 * The learning rate in an epoch: along a cosine (quark0/darts cnn/train.py), or times `decayFactor` every `decayPeriod`
 * epochs (cnn/train_imagenet.py):
 *
 *     learningRate * decayFactor ^ floor(epoch / decayPeriod)
 *
 * From 0.1 with 0.97 every epoch, epoch 0 has 0.1, epoch 1 has 0.097 and epoch 249 has 5.080e-5.
 *
 * @param epoch 0-based
 */
export function learningRateOf(
  epoch: number,
  config: Pick<
    RetrainConfig,
    'schedule' | 'epochs' | 'learningRate' | 'learningRateMin' | 'decayFactor' | 'decayPeriod'
  >,
): number {
  if (config.schedule === 'cosine') return cosineLearningRate(epoch, config);
  return config.learningRate * config.decayFactor ** Math.floor(epoch / config.decayPeriod);
}
