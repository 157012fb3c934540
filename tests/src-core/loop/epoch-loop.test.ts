import { describe, expect, it } from 'vitest';

import type { BatchSource } from '../../../src-core/data/batch-loader';
import type { Batch } from '../../../src-core/data/image-dataset';
import { EpochLoop } from '../../../src-core/loop/epoch-loop';
import { RunControl } from '../../../src-core/loop/run-control';
import type { RunRecord } from '../../../src-core/runs/records';
import { defaultSearchConfig } from '../../../src-core/search/config';
import { searchWork } from '../../../src-core/search/search-work';
import { openSaver } from '../runs/example-run';
import { ArithmeticExecutor } from '../search/arithmetic-executor';
import { ENVIRONMENT } from '../search/example-checkpoint';

/** Batches of one-pixel images; notes which were asked for. */
class ListedBatches implements BatchSource {
  readonly asked: string[] = [];

  constructor(private readonly batches: readonly (readonly number[])[]) {}

  get batchesPerPass(): number {
    return this.batches.length;
  }

  batch(pass: number, index: number): Batch {
    this.asked.push(`${pass}.${index}`);
    const pixels = this.batches[index] ?? [];
    return { images: Float32Array.from(pixels), labels: new Int32Array(pixels.length), size: pixels.length };
  }
}

/** Everything that a small search needs; `train` has two batches of two images and one of one. */
function smallSearch(change: { readonly onRecord?: (record: RunRecord) => void; readonly epochs?: number } = {}) {
  const records: RunRecord[] = [];
  const executor = new ArithmeticExecutor();
  const control = new RunControl();
  const train = new ListedBatches([[1, 3], [2, 2], [6]]);
  const valid = new ListedBatches([
    [1, 1],
    [2, 2],
  ]);
  const validation = new ListedBatches([[1, 1], [2, 2], [4]]);
  const config = {
    ...defaultSearchConfig(),
    epochs: change.epochs ?? 2,
    learningRate: 0.5,
    learningRateMin: 0.1,
    reportFreq: 2,
  };
  const emit = (record: RunRecord): void => {
    records.push(record);
    change.onRecord?.(record);
  };
  const work = searchWork({ config, executor, train, valid, validation, data: 'cafe', environment: ENVIRONMENT });
  const host = { folder: 'none', control, emit, saver: openSaver(emit), beat: () => undefined };
  const loop = new EpochLoop(work, host, null);
  return { loop, records, executor, control, train, valid, validation };
}

function of<K extends RunRecord['kind']>(records: readonly RunRecord[], kind: K): Extract<RunRecord, { kind: K }>[] {
  return records.filter((record): record is Extract<RunRecord, { kind: K }> => record.kind === kind);
}

describe('EpochLoop', () => {
  it('takes a pass of training batches an epoch, and goes round the whole valid half before one comes again', async () => {
    const { loop, train, valid, validation } = smallSearch();
    expect(await loop.run()).toBe('finished');
    expect(train.asked).toEqual(['0.0', '0.1', '0.2', '1.0', '1.1', '1.2']);
    // Two valid batches a pass, one a step: steps 0 to 5.
    expect(valid.asked).toEqual(['0.0', '0.1', '1.0', '1.1', '2.0', '2.1']);
    expect(validation.asked).toEqual(['0.0', '0.1', '0.2', '0.0', '0.1', '0.2']);
  });

  it('gives the steps the numbers of the arithmetic', async () => {
    const { loop, records, executor } = smallSearch();
    await loop.run();
    const steps = of(records, 'step');
    // Half a cosine over two epochs: 0.1 + 0.4 * (1 + cos 0) / 2 = 0.5, then 0.1 + 0.4 * (1 + cos(pi/2)) / 2 = 0.3.
    expect(steps.map((step) => step.learningRate)).toEqual(
      [0.5, 0.5, 0.5, 0.3, 0.3, 0.3].map((x) => expect.closeTo(x)),
    );
    // w = 0, batch mean 2: loss (1 + 9) / 2 / 2 = 2.5, then w = 0 - 0.5 * (0 - 2) = 1.
    // w = 1, batch mean 2: loss (1 + 1) / 2 / 2 = 0.5, then w = 1 - 0.5 * (1 - 2) = 1.5.
    // w = 1.5, batch mean 6: loss 4.5^2 / 2 = 10.125, then w = 1.5 - 0.5 * (1.5 - 6) = 3.75.
    // Epoch 1. w = 3.75, mean 2: loss (2.75^2 + 0.75^2) / 2 / 2 = 2.03125, w = 3.75 - 0.3 * 1.75 = 3.225.
    // w = 3.225, mean 2: loss 1.225^2 / 2 = 0.7503125, w = 3.225 - 0.3 * 1.225 = 2.8575.
    // w = 2.8575, mean 6: loss 3.1425^2 / 2 = 4.93765..., w = 2.8575 + 0.3 * 3.1425 = 3.80025.
    const losses = [2.5, 0.5, 10.125, 2.03125, 0.7503125, 4.937653125];
    expect(steps.map((step) => step.train.loss)).toEqual(losses.map((x) => expect.closeTo(x, 9)));
    expect(steps.map((step) => step.gradNorm)).toEqual(
      [2, 1, 4.5, 1.75, 1.225, 3.1425].map((x) => expect.closeTo(x, 9)),
    );
    expect(executor.weight).toBeCloseTo(3.80025, 9);
    // The first valid batch [1, 1] at w = 0: loss 1/2, both images above the weight.
    expect(steps[0]?.valid).toEqual({ loss: 0.5, top1: 100, top5: 100 });
    expect(steps.map((step) => [step.epoch, step.step, step.globalStep])).toEqual([
      [0, 1, 1],
      [0, 2, 2],
      [0, 3, 3],
      [1, 1, 4],
      [1, 2, 5],
      [1, 3, 6],
    ]);
  });

  it('closes an epoch with exact means over images, whatever the size of the last batch', async () => {
    const { loop, records } = smallSearch({ epochs: 1 });
    await loop.run();
    const [epoch] = of(records, 'epoch');
    // Training: sums 5 + 1 + 10.125 over 5 images; above the weight: two at w = 0, two at w = 1 and [6] at w = 1.5.
    expect(epoch?.train).toEqual({ loss: expect.closeTo(16.125 / 5, 9), top1: 100, top5: 100 });
    // Validation at w = 3.75: (2 * 2.75^2 + 2 * 1.75^2 + 0.25^2) / 2 over 5 images; only the 4 lies above: 1 of 5.
    expect(epoch?.valid).toEqual({ loss: expect.closeTo(21.3125 / 10, 9), top1: 20, top5: 100 });
    expect(epoch).toMatchObject({ epoch: 0, globalStep: 3 });
  });

  it('records the alphas at the start, every reportFreq steps, and after each epoch with the genotype they derive to', async () => {
    const { loop, records } = smallSearch();
    await loop.run();
    const alphas = of(records, 'alphas');
    expect(alphas.map(({ epoch, globalStep, epochEnd }) => [epoch, globalStep, epochEnd])).toEqual([
      [0, 0, false],
      [0, 2, false],
      [0, 3, true],
      [1, 5, false],
      [1, 6, true],
    ]);
    // After the last step, not before it: every alpha of sep_conv_3x3 has been raised six times.
    expect(alphas.at(-1)?.normal[0]).toEqual([0, 0, 0, 0, 6, 0, 0, 0]);
    expect(alphas.at(-1)?.genotype.reduce).toHaveLength(8);
    expect(alphas.at(-1)?.genotype.normal.every(([operation]) => operation === 'sep_conv_3x3')).toBe(true);
  });

  it('tells where it stands: phase, steps, time of a step and time to the end', async () => {
    const { loop, records } = smallSearch();
    await loop.run();
    const statuses = of(records, 'status');
    expect(statuses[0]).toMatchObject({
      state: 'running',
      globalStep: 0,
      totalSteps: 6,
      stepMs: null,
      etaSeconds: null,
    });
    const phases = statuses.map((status) => status.phase);
    expect(phases.filter((phase, i) => phase !== phases[i - 1])).toEqual([
      'search',
      'validation',
      'search',
      'validation',
    ]);
    const last = statuses.at(-1);
    expect(last).toMatchObject({ epoch: 1, step: 3, globalStep: 6, etaSeconds: 0, pid: process.pid });
    expect(last?.stepMs).toBeGreaterThan(0);
  });

  it('holds between two steps when paused, does nothing meanwhile, and goes on where it stood', async () => {
    const straight = smallSearch();
    await straight.loop.run();

    const { loop, records, executor, control } = smallSearch({
      onRecord: (record) => {
        if (record.kind === 'step' && record.globalStep === 2) void held();
      },
    });
    let told: RunRecord | undefined;
    async function held(): Promise<void> {
      await control.pause();
      expect(executor.steps).toBe(2);
      told = records.at(-1);
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(executor.steps).toBe(2);
      control.resume();
    }
    expect(await loop.run()).toBe('finished');
    expect(told).toMatchObject({ kind: 'status', state: 'paused', globalStep: 2 });
    expect(of(records, 'step').map((step) => step.train)).toEqual(
      of(straight.records, 'step').map((step) => step.train),
    );
    expect(of(records, 'status').filter((status) => status.state === 'paused')).toHaveLength(1);
  });

  it.each([2, 3])('stops after the current step (%i), with a last record of the alphas', async (stopAt) => {
    const { loop, records, control } = smallSearch({
      onRecord: (record) => {
        if (record.kind === 'step' && record.globalStep === stopAt) control.stop();
      },
    });
    expect(await loop.run()).toBe('stopped');
    expect(of(records, 'step')).toHaveLength(stopAt);
    expect(of(records, 'epoch')).toHaveLength(0);
    const alphas = of(records, 'alphas').filter((record) => record.globalStep === stopAt);
    expect(alphas).toHaveLength(1);
    expect(alphas[0]?.epochEnd).toBe(false);
  });

  it('stops while paused, and keeps nobody waiting for a hold that cannot come', async () => {
    const { loop, control } = smallSearch();
    const paused = control.pause();
    const run = loop.run();
    await paused;
    control.stop();
    expect(await run).toBe('stopped');
    await control.pause();
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('ends with advice when the loss becomes %s', async (loss) => {
    const { loop, records, executor } = smallSearch();
    const step = executor.searchStep.bind(executor);
    executor.searchStep = (train, valid, learningRate) => {
      const result = step(train, valid, learningRate);
      return executor.steps === 2 ? { ...result, train: { ...result.train, loss }, gradNorm: loss } : result;
    };
    await expect(loop.run()).rejects.toThrow(
      'The search diverged in epoch 1, step 2: its numbers grew beyond all bounds. Start it again with a lower learning ' +
        'rate (learningRate, now 0.5) or gradient clip (gradClip, now 5); the states saved before are kept.',
    );
    // The step is on record, with nothing where there was no number.
    expect(of(records, 'step')).toHaveLength(2);
    expect(of(records, 'step')[1]).toMatchObject({ train: { loss: null }, gradNorm: null });
  });

  it('ends with the same advice when the alphas do', async () => {
    const { loop, executor } = smallSearch();
    const alphas = executor.alphas.bind(executor);
    executor.alphas = () => {
      const { normal, reduce } = alphas();
      return executor.steps < 2 ? { normal, reduce } : { normal, reduce: [[Number.NaN], ...reduce] };
    };
    await expect(loop.run()).rejects.toThrow(/^The search diverged in epoch 1, step 2/);
  });
});
