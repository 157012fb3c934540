import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';

import type { PackedRecords } from '../../../src-core/runs/packed-records';
import { UserError } from '../../../src-core/user-error';
import type { ReaderMessage } from './reader-message';

/** The bundle of `reader-thread.ts`, beside main's. */
const READER = path.join(__dirname, 'reader-thread.cjs');

/**
 * The records of a long run, read and checked by a thread of their own.
 *
 * @param reader another bundle of `reader-thread.ts`
 * @throws UserError naming the first damaged line
 */
export function readInThread(folder: string, reader = READER): Promise<readonly PackedRecords[]> {
  // Given as text: a thread cannot be started from inside the app's archive.
  const thread = new Worker(readFileSync(reader, 'utf8'), { eval: true, workerData: folder });
  const parts: PackedRecords[] = [];
  return new Promise((resolve, reject) => {
    thread.on('message', (message: ReaderMessage) => {
      if (message.kind === 'part') parts.push(message.part);
      else if (message.kind === 'end') resolve(parts);
      else reject(message.forPeople ? new UserError(message.message) : new Error(message.message));
    });
    thread.on('error', reject);
    thread.on('exit', (code) => {
      reject(new Error(`The thread that reads ${folder} ended with code ${code}.`));
    });
  });
}
