import { beforeEach, expect, test, vi } from 'vitest';

import { Profile } from '../../../electron/main/profile-file';
import { RetrainSeries, type SeriesRun, type SeriesServices } from '../../../electron/main/retrain-series';
import { defaultRetrainConfig } from '../../../src-core/retrain/config';
import type { RunState, StatusRecord } from '../../../src-core/runs/records';
import { PRESET_GENOTYPES } from '../../../src-core/space/preset-genotypes';
import { UserError } from '../../../src-core/user-error';
import { temporaryFolder } from '../../temporary-folder';

const RUNS: readonly SeriesRun[] = [1, 2, 3].map((seed) => ({
  source: { kind: 'demo' },
  genotype: PRESET_GENOTYPES.DARTS_V2,
  genotypeName: 'DARTS_V2',
  config: { ...defaultRetrainConfig(), seed },
}));

let profile: Profile;
let services: { [K in keyof SeriesServices]: ReturnType<typeof vi.fn<SeriesServices[K]>> };

beforeEach(() => {
  profile = new Profile(temporaryFolder(), () => undefined);
  services = {
    start: vi.fn<SeriesServices['start']>((run) => Promise.resolve(`run-${run.config.seed}`)),
    onChange: vi.fn<SeriesServices['onChange']>(),
    onProblem: vi.fn<SeriesServices['onProblem']>(),
  };
});

function ended(state: RunState): StatusRecord {
  const counts = { epoch: 0, epochs: 1, step: 1, stepsPerEpoch: 1, globalStep: 1, totalSteps: 1 };
  return {
    kind: 'status',
    state,
    phase: 'search',
    ...counts,
    stepMs: 1,
    etaSeconds: null,
    message: null,
    pid: 1,
    time: 0,
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a run that finishes is followed by the next, until none waits', async () => {
  const series = new RetrainSeries(profile, services);
  expect(await series.begin(RUNS)).toBe('run-1');
  expect(series.waiting.map(({ seed }) => seed)).toEqual([2, 3]);
  series.follow('run-1', [ended('running')]);
  await turn();
  expect(services.start).toHaveBeenCalledTimes(1);
  for (const id of ['run-1', 'run-2', 'run-3']) {
    series.follow(id, [ended('finished')]);
    await turn();
  }
  expect(services.start.mock.calls.map(([run]) => run.config.seed)).toEqual([1, 2, 3]);
  expect(series.waiting).toEqual([]);
  expect(services.onChange).toHaveBeenLastCalledWith([], 'run-3');
});

test.each(['stopped', 'failed'] as const)(
  'after one that has %s the others wait, also in the next session',
  async (state) => {
    await new RetrainSeries(profile, services).begin(RUNS);
    const series = new RetrainSeries(profile, services);
    series.follow('run-1', [ended(state)]);
    await turn();
    expect(services.start).toHaveBeenCalledTimes(1);
    expect(await series.goOn()).toBe('run-2');
    expect(series.waiting.map(({ seed }) => seed)).toEqual([3]);
    series.drop();
    await expect(series.goOn()).rejects.toThrow('No retraining waits');
  },
);

test('another run that ends is none of its business', async () => {
  const series = new RetrainSeries(profile, services);
  await series.begin(RUNS);
  series.follow('a-search', [ended('finished')]);
  await turn();
  expect(services.start).toHaveBeenCalledTimes(1);
});

test('one that cannot start waits on, and the reason is told', async () => {
  const series = new RetrainSeries(profile, services);
  await series.begin(RUNS);
  services.start.mockRejectedValueOnce(new UserError('The folder is gone.'));
  series.follow('run-1', [ended('finished')]);
  await turn();
  await turn();
  expect(services.onProblem).toHaveBeenCalledWith('The series waits: The folder is gone.');
  expect(series.waiting).toHaveLength(2);
});
