import { appendFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';

import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { readInThread } from '../../../../electron/main/reading/read-in-thread';
import { unpackRecords, type PackedRecords } from '../../../../src-core/runs/packed-records';
import { readRun } from '../../../../src-core/runs/read-run';
import type { RunRecord } from '../../../../src-core/runs/records';
import { RUN_FILES } from '../../../../src-core/runs/run-files';
import { RunFolder } from '../../../../src-core/runs/run-folder';
import { UserError } from '../../../../src-core/user-error';
import { makeAlphas, makeEpoch, makeInfo, makeStep } from '../../../records';
import { temporaryFolder } from '../../../temporary-folder';

const REPOSITORY = path.resolve(import.meta.dirname, '../../../..');
const BUNDLES = path.join(REPOSITORY, 'dist', `reader-thread-under-test-${process.pid}`);
const READER = path.join(BUNDLES, 'reader-thread.cjs');

beforeAll(async () => {
  await build({
    absWorkingDir: REPOSITORY,
    entryPoints: { 'reader-thread': 'electron/main/reading/reader-thread.ts' },
    outdir: BUNDLES,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
});

afterAll(() => rm(BUNDLES, { recursive: true, force: true }));

function writtenRun(): string {
  const folder = RunFolder.create(path.join(temporaryFolder(), 'run'), makeInfo('example'));
  for (let step = 1; step <= 6_000; step++) folder.write(makeStep(0, step, 4));
  folder.write(makeAlphas(0, 4, true));
  folder.write(makeEpoch(0, 4, 4, 40));
  folder.close();
  return folder.path;
}

async function collect(reading: AsyncIterable<PackedRecords>): Promise<PackedRecords[]> {
  const parts: PackedRecords[] = [];
  for await (const part of reading) parts.push(part);
  return parts;
}

function parse(json: string): RunRecord[] {
  const records: RunRecord[] = JSON.parse(json);
  return records;
}

test('a thread reads the same records as main would, in parts', async () => {
  const folder = writtenRun();
  const parts = await collect(readInThread(folder, READER));
  expect(parts.length).toBe(2);
  const { records } = await readRun(folder);
  expect(parts.flatMap((part) => unpackRecords(part, parse))).toEqual(records.filter(({ kind }) => kind !== 'status'));
});

test('a damaged line is a sentence here, too', async () => {
  const folder = writtenRun();
  appendFileSync(path.join(folder, RUN_FILES.metrics), '{"kind":"step"}\n');
  const reading = collect(readInThread(folder, READER));
  await expect(reading).rejects.toThrow(UserError);
  await expect(reading).rejects.toThrow(/metrics\.jsonl, line 6003, field /);
});
