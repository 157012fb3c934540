import { proposeRunFolder, runsFolder } from '../../../src-core/runs/runs-folder';
import { UserError } from '../../../src-core/user-error';
import type { RunSnapshot } from '../../contract';
import { estimateRetraining, retrainWorkloadOf } from '../device/estimate-retraining';
import type { Measurements, RetrainWorkload } from '../device/measurements';
import { roomLeft } from '../device/room-left';
import type { StepMeasurer } from '../device/step-measurer';
import type { DatasetTokens } from '../dataset-tokens';
import type { WindowIpc } from '../ipc-main';
import type { HandedParts } from '../reading/handed-parts';
import type { RetrainSeries, SeriesRun } from '../retrain-series';
import { takeSnapshot } from '../run-snapshot';
import type { TrainerSupervisor } from '../trainer/trainer-supervisor';

/** What retraining needs. */
export interface RetrainServices {
  readonly supervisor: TrainerSupervisor;
  readonly tokens: DatasetTokens;
  readonly measurements: Measurements<RetrainWorkload>;
  readonly measurer: StepMeasurer;
  readonly series: RetrainSeries;
  readonly handed: HandedParts;
}

/** Starting a retraining or a series of them, and telling beforehand what one will take. */
export function handleRetraining(ipc: WindowIpc, services: RetrainServices): void {
  const { supervisor, tokens, measurements, measurer, series, handed } = services;
  ipc.handle('retrain:start', async ({ dataset, ...request }) => {
    const { source } = tokens.resolve(dataset);
    await startRetraining(services, { ...request, source });
    return liveSnapshot();
  });
  ipc.handle('retrain:estimate', async ({ dataset, genotype, config }) => {
    const { facts } = tokens.resolve(dataset);
    const { state } = supervisor;
    if (state.kind !== 'ready') return null;
    return estimateRetraining(measurements.all, state.device.name, { genotype, config }, facts, await roomLeft());
  });
  ipc.handle('retrain:measure', async ({ dataset, ...request }) => {
    const { source } = tokens.resolve(dataset);
    const { info, ...cost } = await measurer.measure({ type: 'retrain', source, ...request });
    const { device, data } = info;
    const measurement = { workload: retrainWorkloadOf(device.name, request, data), ...cost };
    measurements.add(measurement);
    const estimate = estimateRetraining([measurement], device.name, request, data, await roomLeft());
    if (estimate === null) throw new Error('What was just measured is not near itself.');
    return estimate;
  });

  ipc.handle('series:start', async ({ candidates, seeds, dataset, config }) => {
    const { source } = tokens.resolve(dataset);
    await series.begin(
      candidates.flatMap((candidate) =>
        seeds.map((seed): SeriesRun => ({ ...candidate, source, config: { ...config, seed } })),
      ),
    );
    return liveSnapshot();
  });
  ipc.handle('series:waiting', () => series.waiting);
  ipc.handle('series:go-on', async () => {
    await series.goOn();
    return liveSnapshot();
  });
  ipc.handle('series:drop', () => {
    series.drop();
    return null;
  });

  async function liveSnapshot(): Promise<RunSnapshot> {
    const { liveRun } = supervisor;
    if (liveRun === null) throw new UserError('The retraining has ended already; its run says why.');
    return takeSnapshot(liveRun, handed);
  }
}

/**
 * Starts a retraining in a run folder of its own.
 * @returns its run's id
 * @throws UserError when another run is live, or this one cannot start
 */
export async function startRetraining(
  { supervisor, measurer }: Pick<RetrainServices, 'supervisor' | 'measurer'>,
  run: SeriesRun,
): Promise<string> {
  measurer.abort();
  const out = proposeRunFolder(runsFolder(), new Date(), 'retrain');
  const live = await supervisor.startRetraining({ ...run, out });
  // From a snapshot on, the window is told what comes.
  await live.snapshot();
  return live.id;
}
