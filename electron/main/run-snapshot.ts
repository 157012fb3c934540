import path from 'node:path';

import { runsFolder } from '../../src-core/runs/runs-folder';
import type { RunSnapshot } from '../contract';
import type { HandedParts } from './reading/handed-parts';
import { readContent, type PackedContent } from './reading/read-content';
import type { LiveRun } from './trainer/live-run';

/** Where the run of this id is. */
export function runFolder(id: string): string {
  return path.join(runsFolder(), id);
}

/** The live run as its folder tells it now. */
export async function takeSnapshot(run: LiveRun, handed: HandedParts): Promise<RunSnapshot> {
  return snapshotOf(run.id, await run.snapshot(), !run.ended, handed);
}

/**
 * Any run of the runs folder, the live one included.
 * @throws UserError when it is not there or damaged
 */
export async function openRun(id: string, live: LiveRun | null, handed: HandedParts): Promise<RunSnapshot> {
  if (live?.id === id) return takeSnapshot(live, handed);
  return snapshotOf(id, await readContent(runFolder(id)), false, handed);
}

function snapshotOf(id: string, content: PackedContent, live: boolean, handed: HandedParts): RunSnapshot {
  const { info, records, parts } = content;
  return { id, info, records, opening: parts === null ? null : handed.keep(parts), live };
}
