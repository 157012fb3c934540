import path from 'node:path';

import { packRecords } from '../../src-core/runs/packed-records';
import { readRun } from '../../src-core/runs/read-run';
import { runsFolder } from '../../src-core/runs/runs-folder';
import type { RunSnapshot } from '../contract';
import type { LiveRun } from './trainer/live-run';

/** Where the run of this id is. */
export function runFolder(id: string): string {
  return path.join(runsFolder(), id);
}

/** The live run as its folder tells it now. */
export async function takeSnapshot(run: LiveRun): Promise<RunSnapshot> {
  const { info, records } = await run.snapshot();
  return { id: run.id, info, records, live: !run.ended };
}

/**
 * Any run of the runs folder, the live one included.
 * @throws UserError when it is not there or damaged
 */
export async function openRun(id: string, live: LiveRun | null): Promise<RunSnapshot> {
  if (live?.id === id) return takeSnapshot(live);
  const { info, records } = await readRun(runFolder(id));
  return { id, info, records, live: false };
}

/** Longer runs are packed. */
const PLAIN = 5_000;

/** The snapshot as the window gets it: the records of a long run are packed. */
export function packSnapshot({ records, ...snapshot }: RunSnapshot): RunSnapshot {
  if (records.length <= PLAIN) return { ...snapshot, records };
  return { ...snapshot, records: [], packed: packRecords(records) };
}
