import type * as fs from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, it, vi } from 'vitest';

import { readNewestCheckpoint, writeCheckpoint } from '../../../src-core/runs/checkpoint-store';
import { readRun } from '../../../src-core/runs/read-run';
import type { RunRecord } from '../../../src-core/runs/records';
import { RunFolder } from '../../../src-core/runs/run-folder';
import { StateSaver } from '../../../src-core/runs/state-saver';
import { UserError } from '../../../src-core/user-error';
import { ExampleHeaderSchema, exampleCheckpoint } from './example-checkpoint';
import { makeAlphas, makeEpoch, makeInfo, makeStatus, makeStep } from '../../records';
import { temporaryFolder } from '../../temporary-folder';
import type { Fault, FaultyDisk } from './faulty-disk';

const { disk } = await vi.hoisted(async () => {
  const { FaultyDisk: Disk } = await import('./faulty-disk');
  return { disk: new Disk() as FaultyDisk };
});
vi.mock('node:fs', async (importOriginal) => {
  const wrapped = disk.wrap(await importOriginal<typeof fs>());
  return { ...wrapped, default: wrapped };
});

beforeEach(() => {
  disk.repair();
});

const FAULTS: readonly Fault[] = ['ENOSPC', 'EIO', 'EPERM', 'EROFS', 'short write', 'half a write, then ENOSPC'];
const CASES = FAULTS.flatMap((fault) => [false, true].map((forGood) => ({ fault, forGood })));
const NEVER = Number.POSITIVE_INFINITY;

/** How many disk operations something takes. */
function operationsOf(act: () => void): number {
  disk.arm(NEVER, 'EIO', false);
  act();
  return disk.operations;
}

describe.each(CASES)('a disk with $fault (for good: $forGood)', ({ fault, forGood }) => {
  it('at any operation of a save leaves a checkpoint that loads: the new one if the save said so, else the one before', () => {
    const run = temporaryFolder();
    for (let step = 1; step <= 4; step++) writeCheckpoint(run, exampleCheckpoint(step), step === 1);
    const operations = operationsOf(() => writeCheckpoint(run, exampleCheckpoint(5)));
    expect(operations).toBeGreaterThan(12);
    let newest = 5;
    for (let at = 1; at <= operations; at++) {
      disk.arm(at, fault, forGood);
      let saved = true;
      try {
        writeCheckpoint(run, exampleCheckpoint(newest + 1));
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
        saved = false;
      }
      disk.repair();
      const found = readNewestCheckpoint(run, ExampleHeaderSchema);
      expect(found?.skipped, `operation ${at}`).toEqual([]);
      // After the rename the new one is there, even if flushing the folder failed and nobody may count on it.
      expect(found?.header.step).toBeOneOf(saved ? [newest + 1] : [newest, newest + 1]);
      expect(found?.tensors).toEqual(exampleCheckpoint(found?.header.step ?? 0).tensors);
      newest = found?.header.step ?? 0;
    }
  });

  it('at any operation of a run keeps every record and every save for later', async () => {
    const records = [
      makeStep(0, 1, 4),
      makeAlphas(0, 4, false),
      makeStatus(),
      makeStep(0, 2, 4),
      makeEpoch(0, 4, 4, 40),
      makeAlphas(0, 4, true),
      makeStatus({ phase: 'validation' }),
    ];
    const write = (folder: RunFolder, saver: StateSaver): void => {
      for (const record of records) folder.write(record);
      saver.save('epoch', { checkpoint: exampleCheckpoint(2), epoch: 0, globalStep: 2, seconds: 3, best: true });
    };
    const open = (): { readonly folder: RunFolder; readonly saver: StateSaver; readonly told: RunRecord[] } => {
      const folder = RunFolder.create(join(temporaryFolder(), 'run'), makeInfo('example'));
      const told: RunRecord[] = [];
      const saver = new StateSaver(folder, NEVER, (record) => {
        folder.write(record);
        told.push(record);
      });
      return { folder, saver, told };
    };
    const operations = operationsOf(() => {
      const { folder, saver } = open();
      disk.operations = 0;
      write(folder, saver);
      folder.close();
    });
    for (let at = 1; at <= operations; at++) {
      const { folder, saver, told } = open();
      disk.arm(at, fault, forGood);
      write(folder, saver);
      if (forGood && fault !== 'short write' && disk.operations > at) {
        expect(saver.settle(), `operation ${at}`).toMatch(/^Cannot (write|make|list) .*\. .*\.$/);
      }
      disk.repair();
      expect(saver.settle()).toBeNull();
      expect(told).toHaveLength(1);
      folder.close();
      const read = (await readRun(folder.path)).records.filter((record) => record.kind !== 'status');
      const expected = [...records.filter((record) => record.kind !== 'status'), ...told];
      expect(read, `operation ${at}`).toEqual(expected);
      expect(readNewestCheckpoint(folder.path, ExampleHeaderSchema)?.header.step).toBe(2);
    }
  });
});
