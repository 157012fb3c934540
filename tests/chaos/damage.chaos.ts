import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';

import { readNewestCheckpoint, writeCheckpoint } from '../../src-core/runs/checkpoint-store';
import type { Checkpoint } from '../../src-core/runs/checkpoint-file';
import { defaultSearchConfig } from '../../src-core/search/config';
import { createExecutor } from '../../src-core/search/create-executor';
import { exampleCheckpoint } from '../src-core/runs/example-checkpoint';
import { temporaryFolder } from '../temporary-folder';
import { exampleHeader } from '../src-core/search/example-checkpoint';
import { tell } from './tell';

/** A checkpoint of the search that people run: 16 channels, 8 cells, CIFAR-10. */
let real: Checkpoint;
let collectMs: number;

beforeAll(() => {
  const config = defaultSearchConfig();
  const executor = createExecutor({ config, classes: 10, image: { height: 32, width: 32, channels: 3 } });
  executor.save();
  const start = performance.now();
  const { tensors, counters } = executor.save();
  collectMs = performance.now() - start;
  executor.dispose();
  real = { header: { ...exampleHeader(), counters }, tensors };
});

describe('a checkpoint of the default search', () => {
  it('is saved in less than 2 % of the default interval', () => {
    const run = temporaryFolder();
    const saves = Array.from({ length: 9 }, () => writeCheckpoint(run, real));
    const times = saves.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
    const [median = NaN, worst = NaN] = [times[4], times[8]];
    const share = (milliseconds: number): number =>
      (collectMs + milliseconds) / (defaultSearchConfig().checkpointMinutes * 60_000);
    tell(
      `a save of the default search: ${((saves[0]?.bytes ?? 0) / 1e6).toFixed(1)} MB: read from the device in ${collectMs.toFixed(0)} ms, saved in ` +
        `${median.toFixed(0)} ms (worst ${worst.toFixed(0)} ms): ${(100 * share(median)).toFixed(3)} % of the default interval`,
    );
    expect(share(worst)).toBeLessThan(0.02);
  });

  it('is told to be damaged, and the one before is used, wherever it is cut', () => {
    const run = temporaryFolder();
    const older = writeCheckpoint(run, exampleCheckpoint(1));
    const newer = writeCheckpoint(run, real);
    let cuts = 0;
    for (let length = newer.bytes - (newer.bytes % 4_096); length >= 0; length -= 4_096) {
      truncateSync(join(run, newer.file), length);
      expectOlder(run, older.file, newer.file);
      cuts++;
    }
    tell(`a checkpoint cut at ${cuts} places, every 4 KiB: told each time, the one before used`);
  });

  it('is told to be damaged, and the one before is used, when one bit of any section is turned over', () => {
    const run = temporaryFolder();
    const older = writeCheckpoint(run, exampleCheckpoint(1));
    const newer = writeCheckpoint(run, real);
    const path = join(run, newer.file);
    const whole = readFileSync(path);
    const headEnd = 16 + Number(whole.readBigUInt64LE(8));
    const sections = [0, 8, 16, headEnd - 2];
    let at = headEnd;
    for (const { values } of Object.values(real.tensors)) {
      sections.push(at, at + values.byteLength / 2, at + values.byteLength - 1);
      at += values.byteLength;
    }
    sections.push(at, whole.length - 1);
    for (const place of sections.map(Math.floor)) {
      const damaged = Buffer.from(whole);
      damaged[place] = (whole[place] ?? 0) ^ (1 << (place % 8));
      writeFileSync(path, damaged);
      expectOlder(run, older.file, newer.file);
    }
    tell(
      `a checkpoint with one bit turned over in each of ${sections.length} places: told each time, the one before used`,
    );
  });
});

function expectOlder(run: string, older: string, newer: string): void {
  const found = readNewestCheckpoint(run, v.unknown());
  expect([found?.file, found?.skipped.length]).toEqual([older, 1]);
  expect(found?.skipped[0]).toMatch(new RegExp(`^${newer} was not used: .+\\.$`));
}
