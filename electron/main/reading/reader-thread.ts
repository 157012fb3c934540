import { parentPort, workerData } from 'node:worker_threads';

import { packRecords } from '../../../src-core/runs/packed-records';
import { readRecords } from '../../../src-core/runs/read-run';
import { messageOf, UserError } from '../../../src-core/user-error';
import type { ReaderMessage } from './reader-message';

// The entry of a thread that reads one long run, so that main goes on answering meanwhile.

async function read(folder: string): Promise<void> {
  for (const part of packRecords(await readRecords(folder))) {
    // The numbers move to main without a copy.
    const moved = [part.steps.buffer, part.places.buffer].filter((buffer) => buffer instanceof ArrayBuffer);
    tell({ kind: 'part', part }, moved);
  }
  tell({ kind: 'end' }, []);
}

function tell(message: ReaderMessage, moved: readonly ArrayBuffer[]): void {
  parentPort?.postMessage(message, moved);
}

read(String(workerData)).catch((error: unknown) => {
  tell({ kind: 'failure', message: messageOf(error), forPeople: error instanceof UserError }, []);
});
