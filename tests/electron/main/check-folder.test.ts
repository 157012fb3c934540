import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { checkFolder } from '../../../electron/main/check-folder';

const folder = mkdtempSync(path.join(tmpdir(), 'dartboard-check-folder-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('a folder is a folder, also through a link', async () => {
  const link = path.join(folder, 'link');
  symlinkSync(folder, link);
  await expect(checkFolder(folder)).resolves.toBeUndefined();
  await expect(checkFolder(link)).resolves.toBeUndefined();
});

test('a file is told apart', async () => {
  const file = path.join(folder, 'data_batch_1.bin');
  writeFileSync(file, '');
  await expect(checkFolder(file)).rejects.toThrow(`${file} is a file.`);
});

test('a link that leads nowhere, or in a circle, cannot be found', async () => {
  const dangling = path.join(folder, 'dangling');
  const circle = path.join(folder, 'circle');
  symlinkSync(path.join(folder, 'absent'), dangling);
  symlinkSync(circle, circle);
  await expect(checkFolder(dangling)).rejects.toThrow('cannot be found');
  await expect(checkFolder(circle)).rejects.toThrow('cannot be found');
});

test.each(['', 'relative/folder', '/tmp\0/etc', '\\\\host\\share', 'C:\\data'])('%j is no place', async (place) => {
  await expect(checkFolder(place)).rejects.toThrow('is not a folder on this computer');
});
