import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of one record of CIFAR-10's binary layout. */
export const RECORD = 3073;

/** One record for each label; its pixels are a hash of the record's number, so that each differs. */
export function cifarRecords(labels: readonly number[], first = 0): Uint8Array {
  const bytes = new Uint8Array(labels.length * RECORD);
  for (const [i, label] of labels.entries()) {
    bytes[i * RECORD] = label;
    for (let k = 1; k < RECORD; k++) bytes[i * RECORD + k] = ((first + i) * 31 + k * 7 + (k >> 5)) & 0xff;
  }
  return bytes;
}

/** Writes a small data set: two batches and a test batch of ten classes. */
export async function writeCifar(folder: string): Promise<void> {
  const labels = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  await writeFile(join(folder, 'data_batch_1.bin'), cifarRecords([...labels, ...labels]));
  await writeFile(join(folder, 'data_batch_2.bin'), cifarRecords(labels, 20));
  await writeFile(join(folder, 'test_batch.bin'), cifarRecords([3, 1, 4, 1, 5], 30));
  await writeFile(join(folder, 'batches.meta.txt'), `${labels.map((label) => `kind ${label}`).join('\n')}\n\n`);
}

/** Writes a small CIFAR-100: three training and two test images, without names of classes. */
export async function writeCifar100(folder: string): Promise<void> {
  await writeFile(join(folder, 'train.bin'), cifar100Records([99, 0, 7]));
  await writeFile(join(folder, 'test.bin'), cifar100Records([5, 7], 3));
}

/** A record has its superclass before its class; the superclass is told by nothing else here. */
function cifar100Records(labels: readonly number[], first = 0): Uint8Array {
  const records = cifarRecords(labels, first);
  return Buffer.concat(
    labels.flatMap((_, i) => [Buffer.from([19]), Buffer.from(records.subarray(i * RECORD, (i + 1) * RECORD))]),
  );
}
