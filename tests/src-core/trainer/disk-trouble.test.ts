import { rmSync } from 'node:fs';
import type * as fs from 'node:fs';
import { join } from 'node:path';

import { afterEach, describe, expect, it, vi } from 'vitest';

import type { RunRecord } from '../../../src-core/runs/records';
import { RUN_FILES } from '../../../src-core/runs/run-files';
import { defaultSearchConfig } from '../../../src-core/search/config';
import { openSession } from '../../chaos/crash-scene';
import { temporaryFolder } from '../../temporary-folder';
import type { Fault, FaultyDisk } from '../runs/faulty-disk';
import { arithmeticCompute } from './arithmetic-compute';
import { outcomeOf } from './compare-runs';
import { writeTinyDataset } from './tiny-dataset';

const { disk } = await vi.hoisted(async () => {
  const { FaultyDisk: Disk } = await import('../runs/faulty-disk');
  return { disk: new Disk() as FaultyDisk };
});
vi.mock('node:fs', async (importOriginal) => {
  const wrapped = disk.wrap(await importOriginal<typeof fs>());
  return { ...wrapped, default: wrapped };
});
afterEach(() => {
  disk.repair();
});

const config = { ...defaultSearchConfig(), epochs: 2, batchSize: 4, checkpointMinutes: 0 };
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
};

/** A search whose disk begins to refuse right after a record. */
async function searchOnDyingDisk(fault: Fault, isMoment: (record: RunRecord) => boolean) {
  const root = temporaryFolder();
  const source = { kind: 'folder' as const, path: writeTinyDataset(join(root, 'data')) };
  const straight = openSession(arithmeticCompute());
  await straight.start({ source, config, out: join(root, 'straight') });
  await straight.over();
  const records: RunRecord[] = [];
  let failed = false;
  const session = openSession(arithmeticCompute(), (record) => {
    records.push(record);
    if (failed || !isMoment(record)) return;
    failed = true;
    disk.arm(1, fault, true);
  });
  const out = join(root, 'run');
  await session.start({ source, config, out });
  return { session, records, out, straight: join(root, 'straight') };
}

describe.each(['ENOSPC', 'EIO', 'EPERM', 'EROFS', 'half a write, then ENOSPC'] as const)('a disk with %s', (fault) => {
  it.each([
    ['in the middle of an epoch', (record: RunRecord) => record.kind === 'step' && record.globalStep === 2],
    ['in the validation', (record: RunRecord) => record.kind === 'status' && record.phase === 'validation'],
    ['when an epoch ends', (record: RunRecord) => record.kind === 'epoch' && record.epoch === 0],
    ['when the search ends', (record: RunRecord) => record.kind === 'epoch' && record.epoch === 1],
  ])('%s makes the search wait with a sentence, and nothing is lost', async (_when, isMoment) => {
    const { session, records, out, straight } = await searchOnDyingDisk(fault, isMoment);
    await until(() => session.state === 'paused');
    expect(records.at(-1)).toMatchObject({
      kind: 'status',
      state: 'paused',
      message: expect.stringMatching(/^Cannot \w+ .*: .*\. .*\.$/) as string,
    });
    // Asking again is of no use while it refuses.
    session.resume();
    await until(() => session.state === 'paused');
    const steps = records.filter((record) => record.kind === 'step').length;
    disk.repair();
    session.resume();
    await session.over();
    expect(session.state).toBe('finished');
    expect(records.filter((record) => record.kind === 'step').length).toBeGreaterThanOrEqual(steps);
    expect(outcomeOf(out)).toEqual(outcomeOf(straight));
  });
});

it.each([
  ['in mid-run', (record: RunRecord) => record.kind === 'step' && record.globalStep === 5],
  ['at its end', (record: RunRecord) => record.kind === 'epoch' && record.epoch === 1],
])(
  'a search that is stopped %s while the disk refuses says what was not saved, and can be continued',
  async (...when) => {
    const { session, records, out, straight } = await searchOnDyingDisk('ENOSPC', when[1]);
    await until(() => session.state === 'paused');
    await session.stop();
    expect(records.at(-1)).toMatchObject({
      state: 'stopped',
      message: expect.stringContaining('the disk is full') as string,
    });
    disk.repair();
    // The disk refused this, too; a process that ends leaves a dead owner, but this one lives on.
    rmSync(join(out, RUN_FILES.owner), { force: true });
    const next = openSession(arithmeticCompute());
    await next.continue(out);
    await next.over();
    expect(outcomeOf(out)).toEqual(outcomeOf(straight));
  },
);
