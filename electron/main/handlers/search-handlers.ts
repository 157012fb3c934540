import { proposeRunFolder, runsFolder } from '../../../src-core/runs/runs-folder';
import { UserError } from '../../../src-core/user-error';
import { estimateSearch, type Room } from '../device/estimate-search';
import { freeBytes } from '../device/free-bytes';
import type { Measurements } from '../device/measurements';
import { availableMemory } from '../device/proc-files';
import type { DatasetTokens } from '../dataset-tokens';
import type { WindowIpc } from '../ipc-main';
import { takeSnapshot } from '../run-snapshot';
import { StepMeasurement } from '../trainer/step-measurement';
import type { TrainerCommandLine } from '../trainer/trainer-location';
import type { TrainerSupervisor } from '../trainer/trainer-supervisor';

/** What searching needs. */
export interface SearchServices {
  readonly supervisor: TrainerSupervisor;
  readonly tokens: DatasetTokens;
  readonly measurements: Measurements;
  /** How to start the trainer that measures a few steps. */
  readonly commandLine: TrainerCommandLine;
  readonly onLog: (level: 'info' | 'warn' | 'error', line: string) => void;
}

/** Starting, holding and ending a search or a retraining, and telling beforehand what it will take. */
export function handleSearch(ipc: WindowIpc, services: SearchServices): void {
  const { supervisor, tokens, measurements } = services;
  let measuring: StepMeasurement | null = null;

  ipc.handle('search:start', async ({ dataset, config }) => {
    const { source } = tokens.resolve(dataset);
    measuring?.abort();
    const out = proposeRunFolder(runsFolder());
    return takeSnapshot(await supervisor.startSearch(source, config, out));
  });
  ipc.handle('retrain:start', async ({ dataset, ...request }) => {
    const { source } = tokens.resolve(dataset);
    measuring?.abort();
    const out = proposeRunFolder(runsFolder(), new Date(), 'retrain');
    return takeSnapshot(await supervisor.startRetraining({ ...request, source, out }));
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
    const { source, facts } = tokens.resolve(dataset);
    if (supervisor.liveRun !== null) throw new UserError('Nothing can be measured while a run is live.');
    if (measuring !== null) throw new UserError('Steps are being measured already.');
    measuring = new StepMeasurement(services.commandLine, services.onLog);
    try {
      const measurement = await measuring.measure(source, config);
      measurements.add(measurement);
      const { device } = measurement.workload;
      const estimate = estimateSearch([measurement], device, config, facts, await roomLeft());
      if (estimate === null) throw new Error('What was just measured is not near itself.');
      return estimate;
    } finally {
      measuring = null;
    }
  });
}

/** What the machine has left for a run. */
async function roomLeft(): Promise<Room> {
  const [memoryAvailable, diskAvailable] = await Promise.all([availableMemory(), freeBytes(runsFolder())]);
  return { memoryAvailable, diskAvailable };
}
