import { cpSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

import { readCheckpointFile, writeCheckpointFile } from '../../src-core/runs/checkpoint-file';
import type { Checkpoint } from '../../src-core/runs/checkpoint-file';
import type { ResumedRecord, RunRecord } from '../../src-core/runs/records';
import { RUN_FILES } from '../../src-core/runs/run-files';
import type { SearchConfig } from '../../src-core/search/config';
import type { Compute } from '../../src-core/trainer/compute';
import { Session } from '../../src-core/trainer/session';
import { temporaryFolder } from '../temporary-folder';
import { writeTinyDataset } from '../src-core/trainer/tiny-dataset';

/** A session whose records are heard, each once it is in the run folder. */
export function openSession(compute: Compute, onRecord: (record: RunRecord) => void = () => undefined): Session {
  return new Session(compute, { record: onRecord, log: () => undefined });
}

/** The run folder as a crash right after a record would have left it. */
export interface Crash {
  readonly folder: string;
  readonly after: RunRecord;
}

/** A search that nobody interrupts, and what crashes would have left of it. */
export interface Scene {
  readonly root: string;
  readonly data: string;
  readonly straight: string;
  readonly crashes: readonly Crash[];
}

/** Searches on 20 images in `root`, with a picture of the run folder after every record that `isMoment` picks. */
export async function searchWithCrashes(
  compute: Compute,
  config: SearchConfig,
  root: string,
  isMoment: (record: RunRecord, count: number) => boolean = () => true,
): Promise<Scene> {
  const [data, straight] = [writeTinyDataset(join(root, 'data')), join(root, 'straight')];
  const crashes: Crash[] = [];
  let count = 0;
  const session = openSession(compute, (record) => {
    if (!isMoment(record, count++)) return;
    const folder = join(root, `crash-${crashes.length}`);
    cpSync(straight, folder, { recursive: true });
    rmSync(join(folder, RUN_FILES.owner), { force: true });
    crashes.push({ folder, after: record });
  });
  await session.start({ source: { kind: 'folder', path: data }, config, out: straight });
  await session.over();
  return { root, data, straight, crashes };
}

/** A copy of a run folder, for one test to go on with. */
export function copyOf(run: string): string {
  const copy = join(temporaryFolder(), basename(run));
  cpSync(run, copy, { recursive: true });
  return copy;
}

/** What a run told while it was continued to its end. */
export interface Continuation {
  readonly state: string;
  readonly records: readonly RunRecord[];
  readonly resumed: ResumedRecord | undefined;
}

/** Continues a run to its end. */
export async function goOn(compute: Compute, run: string): Promise<Continuation> {
  const records: RunRecord[] = [];
  const session = openSession(compute, (record) => records.push(record));
  await session.continue(run);
  await session.over();
  return { state: session.state, records, resumed: records.find((record) => record.kind === 'resumed') };
}

/** Leaves a run with its newest checkpoint alone, changed. */
export function changeCheckpoint(run: string, change: (checkpoint: Checkpoint) => Checkpoint): void {
  const folder = join(run, RUN_FILES.checkpoints);
  const [newest = '', ...others] = readdirSync(folder).sort().reverse();
  for (const other of others) rmSync(join(folder, other));
  writeCheckpointFile(join(folder, newest), change(readCheckpointFile(join(folder, newest))));
}
