import { linkSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import type { RunRecord } from '../../src-core/runs/records';
import { defaultSearchConfig } from '../../src-core/search/config';
import { arithmeticCompute } from '../src-core/trainer/arithmetic-compute';
import { picture, write } from '../src-core/data/picture-folder';
import { temporaryFolder } from '../temporary-folder';
import { openSession } from './crash-scene';
import { tell } from './tell';

/** One more than are held in memory: larger sets are decoded file by file while the search goes on. */
const PICTURES = 100_001;
const CLASSES = 10;

it('a folder of more than 100,000 pictures is searched file by file; its disk may go and come back in mid-run', async () => {
  const root = temporaryFolder();
  const data = join(root, 'data');
  await writePictures(data);
  const before = process.memoryUsage().rss;
  const begun = performance.now();
  const records: RunRecord[] = [];
  const session = openSession(arithmeticCompute(), (record) => {
    records.push(record);
    if (record.kind === 'step' && record.globalStep === 3) renameSync(data, `${data}-gone`);
  });
  const run = join(root, 'run');
  const config = { ...defaultSearchConfig(), epochs: 1, batchSize: 16, checkpointMinutes: 0 };
  await session.start({ source: { kind: 'folder', path: data }, config, out: run });
  const opened = performance.now();
  await session.over();
  expect(records.at(-1)).toMatchObject({
    state: 'failed',
    message: expect.stringMatching(/^\S+\/data\/class-\d\S+\.png does not exist: .* choose it again\.$/) as string,
  });
  const saved = records.findLast((record) => record.kind === 'checkpoint')?.globalStep ?? 0;
  expect(saved).toBeGreaterThanOrEqual(3);

  renameSync(`${data}-gone`, data);
  const again = openSession(arithmeticCompute(), (record) => {
    if (record.kind === 'step' && record.globalStep === saved + 20) void again.stop();
  });
  await again.continue(run);
  await again.over();
  expect(again.state).toBe('stopped');
  const megabytes = (process.memoryUsage().rss - before) / 1e6;
  expect(megabytes).toBeLessThan(600);
  tell(
    `${PICTURES} pictures: opened in ${((opened - begun) / 1_000).toFixed(1)} s with ${megabytes.toFixed(0)} MB; ` +
      `their disk went in mid-run and came back, and the search went on from step ${saved}`,
  );
});

/** Four pictures under many names: the names are what there are many of. */
async function writePictures(data: string): Promise<void> {
  const originals = [0, 1, 2, 3].map((i) => `original-${i}.png`);
  const folder = join(data, '..', 'originals');
  await write(
    folder,
    Object.fromEntries(
      originals.map((name, i) => [
        name,
        picture(8, 8)
          .rotate(90 * i)
          .png()
          .toBuffer(),
      ]),
    ),
  );
  for (let i = 0; i < PICTURES; i++) {
    const place = join(data, `class-${i % CLASSES}`, `part-${Math.floor(i / 10_000)}`);
    if (i % 10_000 < CLASSES) mkdirSync(place, { recursive: true });
    linkSync(join(folder, originals[i % originals.length] ?? ''), join(place, `${i}.png`));
  }
}
