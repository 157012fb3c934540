import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { RandomStream } from '../../../src-core/random';
import { defaultSearchConfig } from '../../../src-core/search/config';
import type { SearchConfig } from '../../../src-core/search/config';
import { tensorFlowCompute } from '../../../src-core/trainer/tensorflow-compute';
import { copyOf, goOn, searchWithCrashes } from '../../chaos/crash-scene';
import { searchKilled, searchStraight } from '../../chaos/kill-trainer';
import { temporaryFolder } from '../../temporary-folder';
import { outcomeOf } from './compare-runs';
import { writeTinyDataset } from './tiny-dataset';
import { bundleTrainer } from './trainer-bundle';

// Slow: searches on TensorFlow, some of them in processes that are killed. A slice of what test:chaos does.

const bundle = bundleTrainer();

describe('a search on TensorFlow', { timeout: 240_000 }, () => {
  it('of second order is byte for byte the same after an interruption in an epoch and in its validation', async () => {
    const config: SearchConfig = {
      ...defaultSearchConfig(),
      ...{ epochs: 2, batchSize: 5, channels: 2, layers: 1, unrolled: true, checkpointMinutes: 0 },
    };
    let saves = 0;
    const { straight, crashes } = await searchWithCrashes(tensorFlowCompute, config, temporaryFolder(), (record) => {
      // Of the first epoch: before its second step, and before its second validation batch.
      return record.kind === 'checkpoint' && record.reason === 'interval' && [2, 4].includes(++saves);
    });
    expect(crashes.map(({ after }) => after.kind === 'checkpoint' && after.globalStep)).toEqual([1, 2]);
    for (const { folder } of crashes) {
      const crash = copyOf(folder);
      const { state, resumed } = await goOn(tensorFlowCompute, crash);
      expect([state, resumed?.grade]).toEqual(['finished', 'identical']);
      expect(outcomeOf(crash)).toEqual(outcomeOf(straight));
    }
  });

  it('ends as if nothing had happened when its process is killed', async () => {
    const root = temporaryFolder();
    const options = ['--epochs', '20', '--batch-size', '5', '--channels', '2', '--layers', '1'];
    const search = {
      bundle,
      data: writeTinyDataset(join(root, 'data')),
      options: [...options, '--checkpoint-minutes', '0'],
    };
    const [straight, killed] = [join(root, 'straight'), join(root, 'killed')];
    await searchStraight(search, straight);
    const { kills } = await searchKilled(search, killed, straight, 2, new RandomStream(7, 'kills'));
    expect(kills).toBe(2);
  });
});
