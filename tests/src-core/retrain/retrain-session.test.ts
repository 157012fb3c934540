import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { defaultRetrainConfig } from '../../../src-core/retrain/config';
import type { RetrainConfig } from '../../../src-core/retrain/config';
import { readTrainedNetwork } from '../../../src-core/retrain/trained-network';
import { readRun } from '../../../src-core/runs/read-run';
import type { RunRecord } from '../../../src-core/runs/records';
import { PRESET_GENOTYPES } from '../../../src-core/space/preset-genotypes';
import { Session } from '../../../src-core/trainer/session';
import { writeTinyDataset } from '../trainer/tiny-dataset';
import { arithmeticCompute } from '../trainer/arithmetic-compute';
import { ArithmeticTrainer } from './arithmetic-trainer';

const folder = mkdtempSync(join(tmpdir(), 'retrain-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const data = writeTinyDataset(join(folder, 'data'), 40);

/** Forty images: 30 to train on, in batches of 8; ten are held out. Two epochs, the learning rate 0.1 in the first. */
const CONFIG: RetrainConfig = {
  ...defaultRetrainConfig(),
  epochs: 2,
  batchSize: 8,
  trainPortion: 0.75,
  learningRate: 0.1,
  schedule: 'step',
  decayFactor: 0.5,
  dropPathProb: 0.4,
};

/** A session that stops itself after so many steps. */
async function retrain(out: string, stopAfter = Infinity, config = CONFIG) {
  const trainer = new ArithmeticTrainer();
  const records: RunRecord[] = [];
  const session: Session = new Session(arithmeticCompute(undefined, trainer), {
    record: (record) => {
      records.push(record);
      if (record.kind === 'step' && record.globalStep === stopAfter) void session.close();
    },
    log: (_level, message) => {
      throw new Error(message);
    },
  });
  const request = { source: { kind: 'folder', path: data } as const, config, out: join(folder, out) };
  const candidate = { genotype: PRESET_GENOTYPES.DARTS_V2, genotypeName: 'DARTS_V2' };
  await session.retrain({ ...request, ...candidate });
  await session.over();
  return { trainer, records, state: session.state, folder: request.out };
}

async function resume(run: string) {
  const trainer = new ArithmeticTrainer();
  const records: RunRecord[] = [];
  const session = new Session(arithmeticCompute(undefined, trainer), {
    record: (record) => records.push(record),
    log: (_level, message) => {
      throw new Error(message);
    },
  });
  await session.continue(run);
  await session.over();
  return { trainer, records, state: session.state };
}

describe('a retraining', () => {
  it('trains epoch by epoch, measures on what it holds out, and the best network in the end', async () => {
    const { trainer, records, state, folder: run } = await retrain('whole');
    expect(state).toBe('finished');
    // Four steps an epoch, of 8, 8, 8 and 6 images; 0.1 in the first epoch, 0.05 in the second, where paths are dropped.
    // Before them it tries a few steps twice.
    expect(trainer.places.slice(-8)).toEqual(
      [0, 1].flatMap((epoch) =>
        [0, 1, 2, 3].map((step) => ({ epoch, step, learningRate: [0.1, 0.05][epoch], dropPathProb: [0, 0.2][epoch] })),
      ),
    );
    const epochs = records.filter((record) => record.kind === 'epoch');
    // The weight is 30 * 0.1 = 3 after the first epoch and 4.5 after the second: a tenth of the images is of class 3 or 4.
    expect(epochs.map(({ globalStep, valid }) => [globalStep, valid.top1])).toEqual([
      [4, expect.closeTo(10, 1)],
      [8, expect.closeTo(10, 1)],
    ]);
    expect(epochs.map(({ valid }) => valid.loss)).toEqual([expect.closeTo(3, 4), expect.closeTo(4.5, 4)]);
    const { info } = await readRun(run);
    expect(info).toMatchObject({
      kind: 'retrain',
      retrain: CONFIG,
      genotypeName: 'DARTS_V2',
      mean: expect.any(Array) as unknown,
    });
    // No test images: what was held out is told, of the best epoch, the first.
    const [evaluation] = records.filter((record) => record.kind === 'evaluation');
    expect(evaluation).toMatchObject({ split: 'validation', images: 10, epoch: 1, globalStep: 4 });
    expect(evaluation?.metrics.loss).toBeCloseTo(3, 4);
    expect(trainer.disposed).toBe(true);
    expect((await readTrainedNetwork(run, 'best')).epoch).toBe(1);
    expect((await readTrainedNetwork(run, 'last')).epoch).toBe(2);
  });

  it.each([1, 3, 4, 6, 8])('goes on after step %i as if nothing had happened', async (step) => {
    const whole = await retrain(`whole-${step}`);
    const cut = await retrain(`cut-${step}`, step);
    expect(cut.state).toBe('stopped');
    const rest = await resume(cut.folder);
    expect(rest.state).toBe('finished');
    const measured = (run: string): unknown[] =>
      readFileSync(join(run, 'metrics.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line, (key, value: unknown) => (TIMES.includes(key) ? 0 : value)))
        .filter((record) => MEASURED.includes((record as RunRecord).kind));
    expect(measured(cut.folder)).toEqual(measured(whole.folder));
    const last = (run: string) => readTrainedNetwork(run, 'last');
    expect((await last(cut.folder)).state).toEqual((await last(whole.folder)).state);
  });

  it('trains on everything when nothing is held out, and then takes the last network for the best', async () => {
    const { records, folder: run } = await retrain('all', Infinity, { ...CONFIG, trainPortion: 1 });
    const epochs = records.filter((record) => record.kind === 'epoch');
    expect(epochs.map(({ valid }) => valid)).toEqual(Array(2).fill({ loss: null, top1: null, top5: null }));
    expect(records.filter((record) => record.kind === 'evaluation')).toEqual([]);
    expect((await readTrainedNetwork(run, 'best')).epoch).toBe(2);
  });

  it('refuses a portion that leaves nothing to train on', async () => {
    await expect(retrain('none', Infinity, { ...CONFIG, trainPortion: 0.01 })).rejects.toThrow(
      'too few to split with a training portion (trainPortion) of 0.01',
    );
  });
});

const TIMES = ['time', 'seconds', 'stepMs'];
const MEASURED = ['step', 'epoch', 'evaluation'];
