import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { listRuns } from '../../../src-core/runs/list-runs';
import type { RunRecord } from '../../../src-core/runs/records';
import { RUN_FILES } from '../../../src-core/runs/run-files';
import { RunFolder } from '../../../src-core/runs/run-folder';
import { proposeRunFolder, runsFolder } from '../../../src-core/runs/runs-folder';
import { makeEpoch, makeInfo, makeStatus } from '../../records';
import { temporaryFolder } from '../../temporary-folder';

function addRun(root: string, name: string, created: string, records: readonly RunRecord[]): void {
  const folder = RunFolder.create(join(root, name), { ...makeInfo(name), created });
  for (const record of records) folder.write(record);
  folder.close();
}

describe('listRuns', () => {
  it('lists the newest first, with the best top-1 of each', async () => {
    const root = temporaryFolder();
    addRun(root, 'old', '2026-11-01T00:00:00.000Z', [
      makeEpoch(0, 4, 4, 31),
      makeEpoch(1, 8, 4, 29),
      makeStatus({ state: 'finished' }),
    ]);
    addRun(root, 'new', '2026-11-02T00:00:00.000Z', [makeStatus({ state: 'stopped' })]);
    const { runs, broken } = await listRuns(root);
    expect(broken).toEqual([]);
    expect(runs.map(({ info, status, bestValidTop1 }) => [info.name, status?.state, bestValidTop1])).toEqual([
      ['new', 'stopped', null],
      ['old', 'finished', 31],
    ]);
  });

  it('shows a run whose process died as failed', async () => {
    const root = temporaryFolder();
    // Closed without a final state: as after a crash, no owner is left.
    addRun(root, 'died', '2026-11-01T00:00:00.000Z', [makeStatus({ state: 'running' })]);
    const { runs } = await listRuns(root);
    expect(runs[0]?.status?.state).toBe('failed');
  });

  it('reports a broken run and goes on; other folders and files are passed over', async () => {
    const root = temporaryFolder();
    addRun(root, 'good', '2026-11-01T00:00:00.000Z', [makeStatus({ state: 'finished' })]);
    addRun(root, 'bad', '2026-11-02T00:00:00.000Z', []);
    writeFileSync(join(root, 'bad', RUN_FILES.info), '{');
    mkdirSync(join(root, 'holiday photos'));
    writeFileSync(join(root, 'notes.txt'), 'hello');
    const { runs, broken } = await listRuns(root);
    expect(runs.map(({ info }) => info.name)).toEqual(['good']);
    expect(broken).toEqual([
      {
        folder: join(root, 'bad'),
        problem: `${join(root, 'bad', RUN_FILES.info)} is not valid JSON; the file was damaged or is not Dartboard's.`,
      },
    ]);
  });

  it('finds nothing in a folder that does not exist yet, and refuses one that is none', async () => {
    const root = temporaryFolder();
    expect(await listRuns(join(root, 'later'))).toEqual({ runs: [], broken: [] });
    writeFileSync(join(root, 'file'), '');
    await expect(listRuns(join(root, 'file'))).rejects.toThrow(/^Cannot list /);
  });
});

describe('runsFolder', () => {
  it('is the one that the environment names, else in the home folder', () => {
    expect(runsFolder({ DARTBOARD_RUNS: '/data/runs' })).toBe('/data/runs');
    expect(runsFolder({})).toMatch(/Dartboard.runs$/);
  });

  it('proposes a name that is free', () => {
    const root = temporaryFolder();
    const start = new Date(2026, 10, 23, 14, 5, 9);
    expect(proposeRunFolder(root, start)).toBe(join(root, 'search-2026-11-23-14-05-09'));
    mkdirSync(join(root, 'search-2026-11-23-14-05-09'));
    expect(proposeRunFolder(root, start)).toBe(join(root, 'search-2026-11-23-14-05-09-2'));
  });
});
