import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';

import type { PackedRecords } from '../../../src-core/runs/packed-records';
import { UserError } from '../../../src-core/user-error';
import type { ReaderMessage } from './reader-message';

/** The bundle of `reader-thread.ts`, beside main's. */
const READER = path.join(__dirname, 'reader-thread.cjs');

/**
 * The records of a long run, read and checked by a thread of their own, each part as soon as it is there.
 *
 * @param reader another bundle of `reader-thread.ts`
 * @throws UserError naming the first damaged line, when it is come to
 */
export async function* readInThread(folder: string, reader = READER): AsyncGenerator<PackedRecords> {
  // Given as text: a thread cannot be started from inside the app's archive.
  const thread = new Worker(readFileSync(reader, 'utf8'), { eval: true, workerData: folder });
  const waiting: ReaderMessage[] = [];
  thread.on('message', (message: ReaderMessage) => waiting.push(message));
  thread.on('error', ({ message }) => waiting.push({ kind: 'failure', message, forPeople: false }));
  try {
    for (;;) {
      // Its end and its failure are messages, too, so it cannot end while one is waited for.
      if (waiting.length === 0) await once(thread, 'message');
      const message = waiting.shift();
      if (message?.kind === 'part') yield message.part;
      else if (message?.kind === 'end') return;
      else if (message?.kind === 'failure') throw failure(message);
    }
  } finally {
    await thread.terminate();
  }
}

function failure({ message, forPeople }: Extract<ReaderMessage, { kind: 'failure' }>): Error {
  return forPeople ? new UserError(message) : new Error(message);
}
