import * as v from 'valibot';

import { proposeRunFolder, runsFolder } from '../../../src-core/runs/runs-folder';
import { SearchConfigSchema } from '../../../src-core/search/config';
import type { DatasetTokens } from '../dataset-tokens';
import type { WindowIpc } from '../ipc-main';
import { takeSnapshot } from '../run-snapshot';
import type { TrainerSupervisor } from '../trainer/trainer-supervisor';

const StartSchema = v.strictTuple([
  v.strictObject({ dataset: v.pipe(v.string(), v.maxLength(100)), config: SearchConfigSchema }),
]);

/** Starting, holding and ending a search. */
export function handleSearch(ipc: WindowIpc, supervisor: TrainerSupervisor, tokens: DatasetTokens): void {
  ipc.handle('search:start', StartSchema, async ({ dataset, config }) => {
    const out = proposeRunFolder(runsFolder());
    return takeSnapshot(await supervisor.startSearch(tokens.resolve(dataset), config, out));
  });
  ipc.handle('search:pause', v.strictTuple([]), () => supervisor.pause().then(() => null));
  ipc.handle('search:resume', v.strictTuple([]), () => supervisor.resume().then(() => null));
  ipc.handle('search:stop', v.strictTuple([]), () => supervisor.stop().then(() => null));
}
