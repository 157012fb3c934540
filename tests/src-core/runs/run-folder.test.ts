import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { readRun } from '../../../src-core/runs/read-run';
import { RUN_FILES } from '../../../src-core/runs/run-files';
import { RunFolder } from '../../../src-core/runs/run-folder';
import { writeFileAtomically } from '../../../src-core/runs/write-file-atomically';
import { parseGenotype } from '../../../src-core/space/genotype-text';
import { makeAlphas, makeEpoch, makeInfo, makeStatus, makeStep } from '../../records';
import { temporaryFolder } from '../../temporary-folder';

describe('RunFolder', () => {
  it('holds what was written, in order, and the last status at the end', async () => {
    const path = join(temporaryFolder(), 'deep', 'run');
    const folder = RunFolder.create(path, makeInfo('example'));
    const records = [makeStatus(), makeStep(0, 1, 4), makeAlphas(0, 4, true), makeEpoch(0, 4, 4, 25)];
    for (const record of records) folder.write(record);
    const last = makeStatus({ state: 'finished', time: 11_000 });
    folder.write(last);
    folder.close();

    const content = await readRun(path);
    expect(content.info).toEqual(makeInfo('example'));
    // The change of state stands in the log, and the status file closes the list.
    expect(content.records).toEqual([...records, last, last]);
  });

  it('keeps the latest genotype as a genotype file', () => {
    const path = join(temporaryFolder(), 'run');
    const folder = RunFolder.create(path, makeInfo('example'));
    folder.write(makeAlphas(0, 4, true));
    folder.close();
    expect(parseGenotype(readFileSync(join(path, RUN_FILES.genotype), 'utf8'))).toEqual(
      makeAlphas(0, 4, true).genotype,
    );
  });

  it('logs a status only when the state, phase or message changes, and saves it at most once a second', () => {
    const path = join(temporaryFolder(), 'run');
    const folder = RunFolder.create(path, makeInfo('example'));
    const saved = (): unknown => JSON.parse(readFileSync(join(path, RUN_FILES.status), 'utf8'));
    folder.write(makeStatus({ step: 1, time: 10_000 }));
    folder.write(makeStatus({ step: 2, time: 10_999 }));
    expect(saved()).toMatchObject({ step: 1 });
    folder.write(makeStatus({ step: 3, time: 11_000 }));
    expect(saved()).toMatchObject({ step: 3 });
    folder.write(makeStatus({ step: 4, time: 11_001, state: 'paused' }));
    expect(saved()).toMatchObject({ step: 4, state: 'paused' });
    folder.write(makeStatus({ step: 5, time: 11_002, state: 'paused' }));
    folder.close();
    expect(saved()).toMatchObject({ step: 5 });
    const logged = readFileSync(join(path, RUN_FILES.metrics), 'utf8').trim().split('\n');
    expect(logged.map((line) => (JSON.parse(line) as { step: number }).step)).toEqual([1, 4]);
  });

  it('is made by one only: of two attempts the second is refused and the first stays whole', () => {
    const path = join(temporaryFolder(), 'run');
    const first = RunFolder.create(path, makeInfo('first'));
    expect(() => RunFolder.create(path, makeInfo('second'))).toThrow(
      `${path} exists already, and a run never overwrites anything. Choose another folder.`,
    );
    first.write(makeStep(0, 1, 4));
    first.close();
    expect(readFileSync(join(path, RUN_FILES.info), 'utf8')).toContain('"name": "first"');
  });

  it('names its owner while it is written, and leaves nothing temporary behind', () => {
    const path = join(temporaryFolder(), 'run');
    const folder = RunFolder.create(path, makeInfo('example'));
    expect(JSON.parse(readFileSync(join(path, RUN_FILES.owner), 'utf8'))).toMatchObject({ pid: process.pid });
    folder.write(makeStatus());
    folder.close();
    expect(readdirSync(path).sort()).toEqual([RUN_FILES.info, RUN_FILES.metrics, RUN_FILES.status].sort());
  });

  it('says in a sentence when the place cannot hold a folder', () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'file'), '');
    const file = join(root, 'file');
    expect(() => RunFolder.create(join(file, 'run'), makeInfo('example'))).toThrow(
      `Cannot make the run folder ${join(file, 'run')}: a part of the path is a file, not a folder.`,
    );
    // Not even the superuser makes folders there.
    expect(() => RunFolder.create('/proc/dartboard/run', makeInfo('example'))).toThrow(
      'Cannot make the folder /proc/dartboard: it does not exist.',
    );
  });

  it.runIf(existsSync('/dev/full'))('says so when the disk is full', () => {
    const root = temporaryFolder();
    symlinkSync('/dev/full', join(root, 'status.json.tmp'));
    const write = (): void => {
      writeFileAtomically(join(root, 'status.json'), '{}');
    };
    expect(write).toThrow(
      `Cannot write ${join(root, 'status.json')}: the disk is full. Free some space and try again.`,
    );
    expect(readdirSync(root)).toEqual([]);
  });

  it('notices that its folder was taken away', () => {
    const path = join(temporaryFolder(), 'run');
    const folder = RunFolder.create(path, makeInfo('example'));
    rmSync(path, { recursive: true });
    expect(() => {
      folder.write(makeStatus());
    }).toThrow(`Cannot write ${join(path, RUN_FILES.status)}: it does not exist. Check the path.`);
    mkdirSync(path);
    folder.close();
  });
});
