import { stat } from 'node:fs/promises';
import path from 'node:path';

import { readRun, readRunInfo, readRunStatus } from '../../../src-core/runs/read-run';
import type { RunRecord } from '../../../src-core/runs/records';
import { RUN_FILES } from '../../../src-core/runs/run-files';
import type { RunInfo } from '../../../src-core/runs/run-info';
import type { RecordParts } from './handed-parts';
import { readInThread } from './read-in-thread';

/** A run as its folder tells it, for the window. */
export interface PackedContent {
  readonly info: RunInfo;
  /** What comes before `records` in a long run; null in a short one. */
  readonly parts: RecordParts | null;
  readonly records: readonly RunRecord[];
}

/** Logs up to this size are read at once: a thread would take longer to start. */
const SHORT_BYTES = 1_048_576;

/**
 * Reads a run folder without keeping main from answering for long.
 * @throws UserError naming the file (and line) that is missing or damaged; of a long run's log, when its part is come to
 */
export async function readContent(folder: string): Promise<PackedContent> {
  if ((await logSize(folder)) <= SHORT_BYTES) return { ...(await readRun(folder)), parts: null };
  const [info, status] = [await readRunInfo(folder), await readRunStatus(folder)];
  return { info, parts: readInThread(folder), records: status === null ? [] : [status] };
}

async function logSize(folder: string): Promise<number> {
  try {
    return (await stat(path.join(folder, RUN_FILES.metrics))).size;
  } catch {
    // Reading it says what is wrong with it.
    return 0;
  }
}
