import { stat } from 'node:fs/promises';
import path from 'node:path';

import type { PackedRecords } from '../../../src-core/runs/packed-records';
import { readRun, readRunInfo, readRunStatus } from '../../../src-core/runs/read-run';
import type { RunRecord } from '../../../src-core/runs/records';
import { RUN_FILES } from '../../../src-core/runs/run-files';
import type { RunInfo } from '../../../src-core/runs/run-info';
import { readInThread } from './read-in-thread';

/** A run as its folder tells it, for the window. */
export interface PackedContent {
  readonly info: RunInfo;
  /** What comes before `records` in a long run. */
  readonly parts: readonly PackedRecords[];
  readonly records: readonly RunRecord[];
}

/** Logs up to this size are read at once: a thread would take longer to start. */
const SHORT_BYTES = 1_048_576;

/**
 * Reads a run folder without keeping main from answering for long.
 * @throws UserError naming the file (and line) that is missing or damaged
 */
export async function readContent(folder: string): Promise<PackedContent> {
  if ((await logSize(folder)) <= SHORT_BYTES) return { ...(await readRun(folder)), parts: [] };
  const info = await readRunInfo(folder);
  const parts = await readInThread(folder);
  const status = await readRunStatus(folder);
  return { info, parts, records: status === null ? [] : [status] };
}

async function logSize(folder: string): Promise<number> {
  try {
    return (await stat(path.join(folder, RUN_FILES.metrics))).size;
  } catch {
    // Reading it says what is wrong with it.
    return 0;
  }
}
