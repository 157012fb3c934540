import path from 'node:path';

import { shell } from 'electron';

import { listRuns, type RunSummary } from '../../../src-core/runs/list-runs';
import { runsFolder } from '../../../src-core/runs/runs-folder';
import { UserError } from '../../../src-core/user-error';
import type { RunListEntry } from '../../contract';
import type { WindowIpc } from '../ipc-main';
import { log } from '../log';
import { openRun, runFolder, takeSnapshot } from '../run-snapshot';
import type { TrainerSupervisor } from '../trainer/trainer-supervisor';

/** The runs on disk, and the live one among them. */
export function handleRuns(ipc: WindowIpc, supervisor: TrainerSupervisor): void {
  ipc.handle('runs:list', async () => {
    const { runs, broken } = await listRuns(runsFolder());
    for (const { folder, problem } of broken) log.warn(`The run in ${folder} is not listed: ${problem}`);
    return runs.map(toEntry);
  });
  ipc.handle('runs:open', (id) => openRun(id, supervisor.liveRun));
  ipc.handle('runs:live', () => {
    const run = supervisor.liveRun;
    // Until the trainer has told something the folder is not complete, and the window has asked for the start itself.
    return run === null || run.status === null ? null : takeSnapshot(run);
  });
  ipc.handle('runs:reveal', async (id) => {
    const problem = await shell.openPath(runFolder(id));
    if (problem !== '') throw new UserError(`The folder of the run ${id} cannot be shown: ${problem}.`);
    return null;
  });
}

function toEntry({ folder, info, status, bestValidTop1 }: RunSummary): RunListEntry {
  return {
    id: path.basename(folder),
    created: info.created,
    dataset: info.data.name,
    state: status?.state ?? 'failed',
    // A status counts from 0, so it names how many are done; only a finished run has done the one it names.
    epoch: status?.state === 'finished' ? info.search.epochs : (status?.epoch ?? 0),
    epochs: info.search.epochs,
    bestValidTop1,
  };
}
