import { statfsSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { askProgram, freeBytes } from '../../../../electron/main/device/free-bytes';
import { temporaryFolder } from '../../../temporary-folder';

const SLACK = 2 * 1_024 ** 3;

test('the free space of a folder, and of one that is still to be made', async () => {
  const folder = temporaryFolder();
  const { bavail, bsize } = statfsSync(folder);
  expect(Math.abs((await freeBytes(folder)) - bavail * bsize)).toBeLessThan(SLACK);
  expect(Math.abs((await freeBytes(path.join(folder, 'not/yet'))) - bavail * bsize)).toBeLessThan(SLACK);
});

test('both ways agree', async () => {
  const folder = temporaryFolder();
  expect(Math.abs((await askProgram(folder)) - (await freeBytes(folder)))).toBeLessThan(SLACK);
  await expect(askProgram('/no/such/folder')).rejects.toThrow();
});
