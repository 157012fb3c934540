import path from 'node:path';

import { shell } from 'electron';

import { listRuns } from '../../../src-core/runs/list-runs';
import { readRunInfo } from '../../../src-core/runs/read-run';
import { runsFolder } from '../../../src-core/runs/runs-folder';
import { UserError } from '../../../src-core/user-error';
import type { WindowIpc } from '../ipc-main';
import { toRunEntry } from '../run-entry';
import { writeRunNotes } from '../run-notes';
import { openRun, runFolder, takeSnapshot } from '../run-snapshot';
import type { TrainerSupervisor } from '../trainer/trainer-supervisor';

/** The runs on disk, and the live one among them. */
export function handleRuns(ipc: WindowIpc, supervisor: TrainerSupervisor): void {
  ipc.handle('runs:list', async () => {
    const { runs } = await listRuns(runsFolder());
    return Promise.all(runs.map(toRunEntry));
  });
  ipc.handle('runs:broken', async () => {
    const { broken } = await listRuns(runsFolder());
    return broken.map(({ folder, problem }) => ({ id: path.basename(folder), problem }));
  });
  ipc.handle('runs:open', (id) => openRun(id, supervisor.liveRun));
  ipc.handle('runs:live', () => {
    const run = supervisor.liveRun;
    // Until the trainer has told something the folder is not complete, and the window has asked for the start itself.
    return run === null || run.status === null ? null : takeSnapshot(run);
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
