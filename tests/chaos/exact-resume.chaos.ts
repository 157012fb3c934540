import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, describe, expect, it, vi } from 'vitest';

import { readCheckpointFile } from '../../src-core/runs/checkpoint-file';
import { CompiledSession } from '../../src-core/graph/compiled-session';
import { RUN_FILES } from '../../src-core/runs/run-files';
import { defaultSearchConfig } from '../../src-core/search/config';
import type { SearchConfig } from '../../src-core/search/config';
import { tensorFlowCompute } from '../../src-core/trainer/tensorflow-compute';
import { temporaryFolder } from '../temporary-folder';
import { outcomeOf } from '../src-core/trainer/compare-runs';
import { changeCheckpoint, copyOf, goOn, openSession, searchWithCrashes } from './crash-scene';
import { forget, forgetTensor } from './left-out-fields';
import { tell } from './tell';

// The search network itself on TensorFlow, with everything that a checkpoint keeps.

const TENSORS = ['weights', 'momentum', 'statistics', 'alphas', 'adamM', 'adamV'];

const config = (unrolled: boolean): SearchConfig => ({
  ...defaultSearchConfig(),
  epochs: 2,
  batchSize: 4,
  channels: 2,
  layers: 1,
  reportFreq: 2,
  checkpointMinutes: 0,
  unrolled,
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each([false, true])('a search on TensorFlow (second order: %s)', (unrolled) => {
  const order = `search of ${unrolled ? 'second' : 'first'} order`;

  it('is byte for byte the same whatever record it was interrupted after', async () => {
    const { straight, crashes } = await searchWithCrashes(
      tensorFlowCompute,
      config(unrolled),
      temporaryFolder(),
      (record) => {
        // After a step (mid-epoch), after a save in the validation, at the epoch's end, and before the first save.
        return record.kind !== 'status' || record.state === 'preparing';
      },
    );
    const outcome = outcomeOf(straight);
    for (const { folder, after } of crashes) {
      const crash = copyOf(folder);
      const { state, resumed } = await goOn(tensorFlowCompute, crash);
      expect([state, resumed?.grade], JSON.stringify(after)).toEqual(['finished', 'identical']);
      expect(outcomeOf(crash), JSON.stringify(after)).toEqual(outcome);
    }
    tell(`${order}: interrupted after ${crashes.length} records, ${crashes.length} ends byte for byte the same`);
  });

  it('is the same when a step broke in the middle of its programs', async () => {
    const { straight, data } = await searchWithCrashes(
      tensorFlowCompute,
      config(unrolled),
      temporaryFolder(),
      () => false,
    );
    const programs = unrolled ? 10 : 4;
    for (let broken = 0; broken < programs; broken++) {
      const run = join(temporaryFolder(), 'run');
      // The fourth step, at its program `broken`: weights may be the perturbed ones then.
      failProgram(3 * programs + broken);
      const session = openSession(tensorFlowCompute);
      await session.start({ source: { kind: 'folder', path: data }, config: config(unrolled), out: run });
      await session.over();
      expect(session.state).toBe('failed');
      vi.restoreAllMocks();
      await goOn(tensorFlowCompute, run);
      expect(outcomeOf(run), `program ${broken}`).toEqual(outcomeOf(straight));
    }
    tell(`${order}: broken in each of a step's ${programs} programs, ${programs} ends byte for byte the same`);
  });

  it.each([...TENSORS, 'alphaSteps'])('is not the same without %s', async (name) => {
    const { straight, crashes } = await searchWithCrashes(
      tensorFlowCompute,
      config(unrolled),
      temporaryFolder(),
      (record) => {
        return (
          record.kind === 'checkpoint' &&
          record.reason === 'interval' &&
          (record.globalStep === 0 || record.globalStep === 4)
        );
      },
    );
    const [beginning, middle] = [crashes[0], crashes.at(-1)];
    const crash = copyOf(middle?.folder ?? '');
    changeCheckpoint(crash, (checkpoint) => {
      if (name === 'alphaSteps') return forget(checkpoint, 'counters.alphaSteps');
      const folder = join(beginning?.folder ?? '', RUN_FILES.checkpoints);
      return forgetTensor(checkpoint, name, readCheckpointFile(join(folder, readdirSync(folder)[0] ?? '')));
    });
    await goOn(tensorFlowCompute, crash);
    expect(outcomeOf(crash)).not.toEqual(outcomeOf(straight));
    tell(`${order}: without ${name} in the checkpoint the end is another`);
  });
});

/** Lets the program with this number (from 0, evaluations not counted) fail, once. */
function failProgram(number: number): void {
  let count = 0;
  // Called with each session as `this` below.

  const run = CompiledSession.prototype.run;
  vi.spyOn(CompiledSession.prototype, 'run').mockImplementation(function (this: CompiledSession, program, feeds) {
    const isOfStep = !('images' in feeds) || 'statisticsRate' in feeds;
    if (isOfStep && count++ === number) throw new Error('The device was lost.');
    return run.call(this, program, feeds);
  });
}
