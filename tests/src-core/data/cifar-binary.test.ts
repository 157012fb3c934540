import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CIFAR_10_BINARY, readCifarBinary } from '../../../src-core/data/cifar-binary';
import { listFolder } from '../../../src-core/data/folder-content';
import { cifarRecords, RECORD } from './cifar-files';
import { temporaryFolder } from '../../temporary-folder';

const read = async (folder: string) =>
  readCifarBinary({ root: folder, home: folder, names: await listFolder(folder) }, CIFAR_10_BINARY);
const labels = fc.array(fc.nat(9), { minLength: 1, maxLength: 6 });

describe('readCifarBinary', () => {
  it('reads any whole number of records in any number of files', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(labels, { minLength: 1, maxLength: 4 }), async (files) => {
        const folder = temporaryFolder();
        let first = 0;
        for (const [i, file] of files.entries()) {
          await writeFile(join(folder, `data_batch_${i + 1}.bin`), cifarRecords(file, first));
          first += file.length;
        }
        const { train } = await read(folder);
        expect([...train.labels]).toEqual(files.flat());
        expect(train.count).toBe(first);
        const records = cifarRecords(files.flat());
        for (let image = 0; image < first; image++) {
          for (const [row, column, channel] of [
            [0, 0, 0],
            [0, 1, 2],
            [17, 31, 1],
            [31, 31, 2],
          ] as const) {
            expect(train.images[image * 3072 + (row * 32 + column) * 3 + channel]).toBe(
              records[image * RECORD + 1 + channel * 1024 + row * 32 + column],
            );
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('reads files of more records than it holds at a time', async () => {
    const folder = temporaryFolder();
    const many = Array.from({ length: 2500 }, (_, i) => i % 10);
    await writeFile(join(folder, 'data_batch_1.bin'), cifarRecords(many));
    const { train } = await read(folder);
    expect([...train.labels]).toEqual(many);
    expect(train.images[2400 * 3072]).toBe(cifarRecords([0], 2400)[1]);
  });
});
