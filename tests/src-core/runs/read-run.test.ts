import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseMetrics, readAlphas, readEpochs, readRun } from '../../../src-core/runs/read-run';
import { RunRecordSchema } from '../../../src-core/runs/records';
import type { RunRecord } from '../../../src-core/runs/records';
import { RUN_FILES } from '../../../src-core/runs/run-files';
import { RunFolder } from '../../../src-core/runs/run-folder';
import { UserError } from '../../../src-core/user-error';
import { makeAlphas, makeEpoch, makeInfo, makeStatus, makeStep } from '../../records';
import { temporaryFolder } from '../../temporary-folder';

/** A run folder with these records, as its writer left it. */
function writtenRun(records: readonly RunRecord[]): string {
  const path = join(temporaryFolder(), 'run');
  const folder = RunFolder.create(path, makeInfo('example'));
  for (const record of records) folder.write(record);
  folder.close();
  return path;
}

function parse(text: string): RunRecord[] {
  return [...parseMetrics(Buffer.from(text), 'metrics.jsonl', '', RunRecordSchema)];
}

describe('readRun', () => {
  it('leaves a torn last line out, wherever it was torn', () => {
    const lines = [makeStep(0, 1, 4), makeAlphas(0, 4, true), makeEpoch(0, 4, 4, 40), makeStep(0, 2, 4)].map((r) =>
      JSON.stringify(r),
    );
    const text = lines.map((line) => `${line}\n`).join('');
    fc.assert(
      fc.property(fc.nat({ max: text.length }), (length) => {
        const torn = text.slice(0, length);
        const whole = torn.split('\n').length - 1;
        const records = parse(torn);
        expect(records.map((record) => JSON.stringify(record))).toEqual(lines.slice(0, whole));
      }),
    );
  });

  it('reads back every record that can be written', () => {
    const measure = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0));
    const step = fc.record({ step: fc.nat(), globalStep: fc.nat(), gradNorm: measure, stepMs: fc.nat() });
    fc.assert(
      fc.property(fc.array(step), (changes) => {
        const records = changes.map((change) => ({ ...makeStep(0, 1, 4), ...change }));
        const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
        expect(parse(text)).toEqual(JSON.parse(JSON.stringify(records)));
      }),
    );
  });

  it('refuses any other text with a sentence that names the place, and nothing else', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        const read = (): unknown => parse(`${text.replace(/\n/g, '')}\n`);
        expect(read).toThrow(UserError);
        expect(read).toThrow(/^metrics\.jsonl, line 1/);
      }),
    );
  });

  it('names the file and the line that is damaged in the middle', async () => {
    const path = writtenRun([makeStep(0, 1, 4), makeStep(0, 2, 4)]);
    const log = join(path, RUN_FILES.metrics);
    writeFileSync(log, `${JSON.stringify(makeStep(0, 1, 4))}\n{"kind":"st\n${JSON.stringify(makeStep(0, 3, 4))}\n`);
    await expect(readRun(path)).rejects.toThrow(`${log}, line 2 is not valid JSON`);
    writeFileSync(log, `${JSON.stringify({ ...makeStep(0, 1, 4), step: 'three' })}\n`);
    await expect(readRun(path)).rejects.toThrow(`${log}, line 1, field step: `);
  });

  it('tells what is not a run folder, and which file is missing or damaged', async () => {
    const root = temporaryFolder();
    await expect(readRun(root)).rejects.toThrow(`${root} is not a run folder: it holds no config.json.`);
    await expect(readRun(join(root, 'nowhere'))).rejects.toThrow(/is not a run folder/);

    const path = writtenRun([makeStep(0, 1, 4)]);
    truncateSync(join(path, RUN_FILES.info), 20);
    await expect(readRun(path)).rejects.toThrow(`${join(path, RUN_FILES.info)} is not valid JSON`);
    writeFileSync(join(path, RUN_FILES.info), JSON.stringify({ ...makeInfo('example'), version: 2 }));
    await expect(readRun(path)).rejects.toThrow(`${join(path, RUN_FILES.info)}, field version: `);

    const logless = writtenRun([makeStep(0, 1, 4)]);
    rmSync(join(logless, RUN_FILES.metrics));
    await expect(readRun(logless)).rejects.toThrow(
      `Cannot read ${join(logless, RUN_FILES.metrics)}: it does not exist`,
    );
  });

  it('refuses a log larger than it could ever be, before reading it', async () => {
    const path = writtenRun([makeStep(0, 1, 4)]);
    const log = join(path, RUN_FILES.metrics);
    // A hole: it takes no room on the disk.
    truncateSync(log, 300 * 1_048_576);
    await expect(readRun(path)).rejects.toThrow(
      `${log} is too large to read: 314572800 bytes, where at most 268435456`,
    );
  });

  it('is not held up by what is no plain file', async () => {
    const path = writtenRun([makeStep(0, 1, 4)]);
    const log = join(path, RUN_FILES.metrics);
    rmSync(log);
    execFileSync('mkfifo', [log]);
    await expect(readRun(path)).rejects.toThrow(`${log} is not a file.`);
    rmSync(log);
    mkdirSync(log);
    await expect(readRun(path)).rejects.toThrow(log);
  });

  describe('a run that was live', () => {
    /** A run that never closed, owned by the process with this pid. */
    function unclosedRun(owner: object): string {
      const path = writtenRun([makeStatus({ state: 'running' })]);
      writeFileSync(join(path, RUN_FILES.owner), JSON.stringify(owner));
      return path;
    }

    it('reads as running while its process lives', async () => {
      const path = unclosedRun({ pid: process.pid, host: hostname(), processStart: null });
      expect((await readRun(path)).records.at(-1)).toMatchObject({ kind: 'status', state: 'running' });
    });

    it('reads as failed once its process is gone', async () => {
      const { pid } = spawnSync('true');
      const path = unclosedRun({ pid, host: hostname(), processStart: null });
      expect((await readRun(path)).records.at(-1)).toMatchObject({
        state: 'failed',
        message: 'Interrupted: the process that ran this search ended without closing it.',
      });
    });

    it.runIf(process.platform === 'linux')('is not fooled by another process with the same pid', async () => {
      const path = unclosedRun({ pid: process.pid, host: hostname(), processStart: '1' });
      expect((await readRun(path)).records.at(-1)).toMatchObject({ state: 'failed' });
    });

    it('reads as running on the disk of another machine, which cannot be asked', async () => {
      const path = unclosedRun({ pid: 1, host: `not-${hostname()}`, processStart: null });
      expect((await readRun(path)).records.at(-1)).toMatchObject({ state: 'running' });
    });
  });
});

describe('readEpochs and readAlphas', () => {
  const RECORDS = [
    makeStep(0, 1, 4),
    makeEpoch(0, 4, 4, 40),
    makeAlphas(0, 4, true),
    makeStep(0, 2, 4),
    makeEpoch(1, 8, 4, 50),
  ];

  it('find the records of their kind', async () => {
    const path = writtenRun(RECORDS);
    expect((await readEpochs(path)).map(({ epoch }) => epoch)).toEqual([0, 1]);
    expect(await readAlphas(path)).toEqual([RECORDS[2]]);
  });

  it('find nothing in the middle of a line, and name the line that is damaged', async () => {
    const path = writtenRun(RECORDS);
    const log = join(path, RUN_FILES.metrics);
    const start = '{"kind":"epoch"';
    writeFileSync(log, `{"kind":"step","note":${start}\n${start},"epoch":-1}\n`);
    await expect(readEpochs(path)).rejects.toThrow(`${log}, line 2, field epoch: `);
  });
});
