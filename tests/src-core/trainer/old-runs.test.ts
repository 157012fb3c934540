import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { listRuns } from '../../../src-core/runs/list-runs';
import { readRun } from '../../../src-core/runs/read-run';
import { tensorFlowCompute } from '../../../src-core/trainer/tensorflow-compute';
import { openSession } from '../../chaos/crash-scene';
import { temporaryFolder } from '../runs/example-run';
import { writeTinyDataset } from './tiny-dataset';

// Run folders as earlier versions left them. A new form of any file gets a folder here; none is ever changed.
const FIXTURES = join(import.meta.dirname, '../../fixtures/runs');

/** A copy, and the data that it was made of. */
function oldRun(name: string) {
  const root = temporaryFolder();
  cpSync(join(FIXTURES, name), join(root, name), { recursive: true });
  return { run: join(root, name), source: { kind: 'folder' as const, path: writeTinyDataset(join(root, 'data')) } };
}

describe('run folders of earlier versions', () => {
  it('are read and listed, all of them', async () => {
    const { runs, broken } = await listRuns(FIXTURES);
    expect(broken).toEqual([]);
    expect(runs).toHaveLength(readdirSync(FIXTURES).length);
    for (const { folder } of runs) expect((await readRun(folder)).records.length).toBeGreaterThan(10);
  });

  it('go on from their checkpoints', async () => {
    const { run, source } = oldRun('checkpoint-v1');
    const session = openSession(tensorFlowCompute);
    await session.continue(run, source);
    await session.over();
    expect(session.state).toBe('finished');
    const { records } = await readRun(run);
    expect(records.findLast((record) => record.kind === 'resumed')).toMatchObject({ globalStep: 3, skipped: [] });
    expect(records.at(-1)).toMatchObject({ state: 'finished', globalStep: 4 });
  });

  it('without checkpoints say so, and stay as they are', async () => {
    const { run, source } = oldRun('v0.1.0-without-checkpoints');
    const before = await readRun(run);
    await expect(openSession(tensorFlowCompute).continue(run, source)).rejects.toThrow(
      `${run} holds no checkpoint to go on from: an earlier version of Dartboard made it, or its checkpoints were deleted.`,
    );
    expect(await readRun(run)).toEqual(before);
  });
});
