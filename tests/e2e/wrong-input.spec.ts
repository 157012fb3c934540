import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { cifarRecords, writeCifarFolder } from './cifar-folder';
import { dropPath } from './drop-path';
import { answerFolderDialog, expect, launchApp, quit, test, type RunningApp } from './launch-app';
import { executableForPlainUser } from './plain-user';
import { expectMessage, pickFolder, setOptions } from './steer-search';

/** Folders that are no data set: how each is made, and the words that must be told. */
const WRONG: readonly (readonly [what: string, make: (place: string) => void, words: RegExp])[] = [
  ['an empty folder', (place) => mkdirSync(place), /empty-folder is empty: choose a folder/],
  ['a file', (place) => writeFileSync(place, 'x'), /a-file is a file/],
  [
    'a folder with other files',
    (place) => folderWith(place, 'notes.txt', Buffer.from('x')),
    /holds no data set of a known form/,
  ],
  [
    'a truncated batch file',
    (place) => folderWith(place, 'data_batch_1.bin', cifarRecords(40).subarray(0, -100)),
    /data_batch_1\.bin is truncated/,
  ],
  ['a label of 200', (place) => folderWith(place, 'data_batch_1.bin', withLabel(200)), /label 200 in record 3/],
  [
    'one class only',
    (place) => folderWith(place, 'data_batch_1.bin', Buffer.concat([cifarRecords(1), cifarRecords(1)])),
    /of one class .*at least two classes/,
  ],
  ['a link that leads nowhere', (place) => symlinkSync(`${place}-absent`, place), /cannot be found/],
  [
    'a batch file that leads nowhere',
    (place) => {
      mkdirSync(place);
      symlinkSync(path.join(place, 'absent'), path.join(place, 'data_batch_1.bin'));
    },
    /data_batch_1\.bin/,
  ],
];

test('each wrong folder is a clear message, picked or dropped, and the app lives on', async ({ app }) => {
  const { page } = app;
  await expect(page.getByTestId('device')).toContainText(/CPU|GPU/i, { timeout: 60_000 });
  for (const [what, make, words] of WRONG) {
    await test.step(what, async () => {
      const place = path.join(app.files, what.replaceAll(' ', '-'));
      make(place);
      await pickFolder(app, place);
      await expectMessage(page, words);
      await dismissMessage(app);
      await dropPath(page, place);
      await expectMessage(page, words);
      await dismissMessage(app);
    });
  }
});

test('a folder that may not be read is a clear message', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dartboard-e2e-'));
  const place = writeCifarFolder(path.join(folder, 'forbidden'), 40);
  const executable = executableForPlainUser(folder);
  test.skip(executable === null, 'root may read everything, and no other user can run the app here');
  chmodSync(place, 0);
  const app = await launchApp(folder, executable === null ? {} : { executable });
  try {
    await pickFolder(app, place);
    await expectMessage(app.page, /forbidden may not be read.*permissions/);
    await expect(app.page.getByTestId('dataset-pick')).toBeEnabled();
    expect(app.faults).toEqual([]);
  } finally {
    await quit(app);
    rmSync(folder, { recursive: true });
  }
});

test('what is dropped beside the rules harms nothing, and a right folder still works', async ({ app }) => {
  const { page } = app;
  await dropPath(page, '/dev/zero');
  await expectMessage(page, /zero is a file/);
  await answerFolderDialog(app.electron, null);
  await page.getByTestId('dataset-pick').click();
  await dropPath(page, writeCifarFolder(path.join(app.files, 'right one'), 40));
  await expect(page.getByTestId('dataset-facts')).toContainText('right one');
  expect(page.url()).toBe('dartboard://app/index.html');
});

test('a batch size of 0 is told at the field, and cannot be started', async ({ app }) => {
  const { page } = app;
  await page.getByTestId('dataset-demo').first().click();
  await expect(page.getByTestId('dataset-facts')).toBeVisible({ timeout: 60_000 });
  await setOptions(page, { batchSize: 0 });
  await expect(page.getByText(/Batch size .*from 1 to/)).toBeVisible();
  await expect(page.getByTestId('search-start')).toBeDisabled();
  await setOptions(page, { batchSize: 16 });
  await expect(page.getByTestId('search-start')).toBeEnabled();
});

function folderWith(folder: string, name: string, content: Buffer): void {
  mkdirSync(folder);
  writeFileSync(path.join(folder, name), content);
}

function withLabel(label: number): Buffer {
  const records = Buffer.from(cifarRecords(10));
  records[2 * 3_073] = label;
  return records;
}

async function dismissMessage({ page }: RunningApp): Promise<void> {
  await page.getByTestId('message').getByRole('button').click();
  await expect(page.getByTestId('message')).toHaveCount(0);
}
