import { proposeRunFolder, runsFolder } from '../../../src-core/runs/runs-folder';
import type { DatasetTokens } from '../dataset-tokens';
import type { WindowIpc } from '../ipc-main';
import { takeSnapshot } from '../run-snapshot';
import type { TrainerSupervisor } from '../trainer/trainer-supervisor';

/** Starting, holding and ending a search. */
export function handleSearch(ipc: WindowIpc, supervisor: TrainerSupervisor, tokens: DatasetTokens): void {
  ipc.handle('search:start', async ({ dataset, config }) => {
    const out = proposeRunFolder(runsFolder());
    return takeSnapshot(await supervisor.startSearch(tokens.resolve(dataset), config, out));
  });
  ipc.handle('search:pause', () => supervisor.pause().then(() => null));
  ipc.handle('search:resume', () => supervisor.resume().then(() => null));
  ipc.handle('search:stop', () => supervisor.stop().then(() => null));
}
