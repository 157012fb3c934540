import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { DataSource } from '../../../src-core/data/dataset-facts';
import { readTrainedNetwork } from '../../../src-core/retrain/trained-network';
import { listRuns } from '../../../src-core/runs/list-runs';
import { readEvaluations, readRun } from '../../../src-core/runs/read-run';
import type { RunContent } from '../../../src-core/runs/read-run';
import type { StepRecord } from '../../../src-core/runs/records';
import { PRESET_GENOTYPES } from '../../../src-core/space/preset-genotypes';
import { tensorFlowCompute } from '../../../src-core/trainer/tensorflow-compute';
import { openSession } from '../../chaos/crash-scene';
import { temporaryFolder } from '../../temporary-folder';
import { writeTinyDataset } from './tiny-dataset';

// Run folders as earlier versions left them. A new form of any file gets a folder here; none is ever changed.
const FIXTURES = join(import.meta.dirname, '../../fixtures/runs');

/** A copy, and the data that it was made of. */
function oldRun(name: string) {
  const root = temporaryFolder();
  cpSync(join(FIXTURES, name), join(root, name), { recursive: true });
  return { run: join(root, name), source: { kind: 'folder' as const, path: writeTinyDataset(join(root, 'data')) } };
}

function stepsOf({ records }: Pick<RunContent, 'records'>): readonly StepRecord[] {
  return records.filter((record) => record.kind === 'step');
}

/** Continues a run to its end, on TensorFlow. */
async function goOn(run: string, source: DataSource): Promise<void> {
  const session = openSession(tensorFlowCompute);
  await session.continue(run, source);
  await session.over();
  expect(session.state).toBe('finished');
}

describe('run folders of earlier versions', () => {
  it('are read and listed, all of them', async () => {
    const { runs, broken } = await listRuns(FIXTURES);
    expect(broken).toEqual([]);
    expect(runs).toHaveLength(readdirSync(FIXTURES).length);
    for (const { folder } of runs) expect((await readRun(folder)).records.length).toBeGreaterThan(7);
  });

  it.each([
    // The first form of a checkpoint.
    ['checkpoint-v1', 3],
    // Its run says what an interruption costs, and saves say what their epoch has taken.
    ['search-with-probe', 2],
    ['retrain', 2],
  ])('go on from their checkpoints: %s', async (name, globalStep) => {
    const { run, source } = oldRun(name);
    const before = stepsOf(await readRun(run));
    await goOn(run, source);
    const { records } = await readRun(run);
    const after = stepsOf({ records });
    expect(after.map((step) => step.globalStep)).toEqual([1, 2, 3, 4]);
    for (const [i, { train }] of before.entries()) expect(after[i]?.train.loss).toBeCloseTo(train.loss ?? NaN, 3);
    expect(records.findLast((record) => record.kind === 'resumed')).toMatchObject({ globalStep, skipped: [] });
    expect(records.at(-1)).toMatchObject({ state: 'finished', globalStep: 4 });
  });

  it('hold networks that measure what they measured then', async () => {
    const then = join(FIXTURES, 'retrain-finished');
    const { run, source } = oldRun('retrain');
    await goOn(run, source);
    const measured = await readEvaluations(then);
    const again = await readEvaluations(run);
    expect(measured).toHaveLength(1);
    expect(again.map(({ split, images }) => [split, images])).toEqual([['validation', 4]]);
    expect(again[0]?.metrics.loss).toBeCloseTo(measured[0]?.metrics.loss ?? Number.NaN, 4);
    for (const [which, epoch] of [
      ['best', 1],
      ['last', 2],
    ] as const) {
      const { info, epoch: found } = await readTrainedNetwork(then, which);
      expect([info.genotype, found]).toEqual([PRESET_GENOTYPES.PC_DARTS_cifar, epoch]);
    }
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
