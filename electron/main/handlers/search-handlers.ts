import { proposeRunFolder, runsFolder } from '../../../src-core/runs/runs-folder';
import { estimateSearch, workloadOf } from '../device/estimate-search';
import type { Measurements, SearchWorkload } from '../device/measurements';
import { roomLeft } from '../device/room-left';
import type { StepMeasurer } from '../device/step-measurer';
import type { DatasetTokens } from '../dataset-tokens';
import type { WindowIpc } from '../ipc-main';
import type { HandedParts } from '../reading/handed-parts';
import { takeSnapshot } from '../run-snapshot';
import type { TrainerSupervisor } from '../trainer/trainer-supervisor';

/** What searching needs. */
export interface SearchServices {
  readonly supervisor: TrainerSupervisor;
  readonly tokens: DatasetTokens;
  readonly measurements: Measurements<SearchWorkload>;
  readonly measurer: StepMeasurer;
  readonly handed: HandedParts;
}

/** Starting, holding and ending a search, and telling beforehand what it will take. */
export function handleSearch(ipc: WindowIpc, services: SearchServices): void {
  const { supervisor, tokens, measurements, measurer, handed } = services;
  ipc.handle('search:start', async ({ dataset, config }) => {
    const { source } = tokens.resolve(dataset);
    measurer.abort();
    const out = proposeRunFolder(runsFolder());
    return takeSnapshot(await supervisor.startSearch(source, config, out), handed);
  });
  ipc.handle('search:pause', () => supervisor.pause().then(() => null));
  ipc.handle('search:resume', () => supervisor.resume().then(() => null));
  ipc.handle('search:stop', () => supervisor.stop().then(() => null));

  ipc.handle('search:estimate', async ({ dataset, config }) => {
    const { facts } = tokens.resolve(dataset);
    const { state } = supervisor;
    if (state.kind !== 'ready') return null;
    return estimateSearch(measurements.all, state.device.name, config, facts, await roomLeft());
  });
  ipc.handle('search:measure', async ({ dataset, config }) => {
    const { source } = tokens.resolve(dataset);
    const { info, ...cost } = await measurer.measure({ type: 'start', source, config });
    const { device, data } = info;
    const measurement = { workload: workloadOf(device.name, config, data), ...cost };
    measurements.add(measurement);
    const estimate = estimateSearch([measurement], device.name, config, data, await roomLeft());
    if (estimate === null) throw new Error('What was just measured is not near itself.');
    return estimate;
  });
}
