import path from 'node:path';

import { shell } from 'electron';

import { listRuns } from '../../../src-core/runs/list-runs';
import { readRunInfo } from '../../../src-core/runs/read-run';
import { runsFolder } from '../../../src-core/runs/runs-folder';
import { UserError } from '../../../src-core/user-error';
import type { RunListEntry } from '../../contract';
import { deleteRun } from '../delete-run';
import type { WindowIpc } from '../ipc-main';
import { toRunEntry } from '../run-entry';
import { writeRunNotes } from '../run-notes';
import type { HandedParts } from '../reading/handed-parts';
import { openRun, runFolder, takeSnapshot } from '../run-snapshot';
import type { TrainerSupervisor } from '../trainer/trainer-supervisor';
import type { UnfinishedRun } from '../unfinished-run';

/** What showing runs needs. */
export interface RunsServices {
  readonly supervisor: TrainerSupervisor;
  readonly unfinished: UnfinishedRun;
  readonly handed: HandedParts;
}

/** The runs on disk, and the live one among them. */
export function handleRuns(ipc: WindowIpc, { supervisor, unfinished, handed }: RunsServices): void {
  ipc.handle('runs:list', async () => {
    const { runs } = await listRuns(runsFolder());
    return Promise.all(runs.map(toRunEntry));
  });
  ipc.handle('runs:broken', async () => {
    const { broken } = await listRuns(runsFolder());
    return broken.map(({ folder, problem }) => ({ id: path.basename(folder), problem }));
  });
  ipc.handle('runs:open', (id) => openRun(id, supervisor.liveRun, handed));
  ipc.handle('runs:records', (opening) => handed.next(opening));
  ipc.handle('runs:live', () => {
    const run = supervisor.liveRun;
    // Until the trainer has told something the folder is not complete, and the window has asked for the start itself.
    return run === null || run.status === null ? null : takeSnapshot(run, handed);
  });
  ipc.handle('runs:trouble', () => supervisor.trouble);
  ipc.handle('runs:resume', async (id) => takeSnapshot(await supervisor.continueRun(runFolder(id)), handed));
  ipc.handle('runs:interrupted', () => findOffer(unfinished.offer));
  ipc.handle('runs:decline', (id) => {
    unfinished.decline(id);
    return null;
  });
  ipc.handle('runs:delete', (id) => {
    if (supervisor.liveRun?.id === id) throw new UserError('This run is live: stop it before you delete it.');
    return deleteRun(runFolder(id));
  });
  ipc.handle('runs:annotate', async ({ id, ...notes }) => {
    await readRunInfo(runFolder(id));
    writeRunNotes(runFolder(id), notes);
    return null;
  });
  ipc.handle('runs:reveal', async (id) => {
    const problem = await shell.openPath(runFolder(id));
    if (problem !== '') throw new UserError(`The folder of the run ${id} cannot be shown: ${problem}.`);
    return null;
  });
}

/** The run that was cut off, if it is still there and can go on. */
async function findOffer(id: string | null): Promise<RunListEntry | null> {
  if (id === null) return null;
  const { runs } = await listRuns(runsFolder());
  const found = runs.find(({ folder }) => path.basename(folder) === id);
  if (found === undefined) return null;
  const entry = await toRunEntry(found);
  return entry.resumable ? entry : null;
}
