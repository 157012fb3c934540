import type { DatasetFacts } from '../src-core/data/dataset-facts';
import { RandomStream } from '../src-core/random';
import type { AlphasRecord, EpochRecord, RunRecord, StatusRecord, StepRecord } from '../src-core/runs/records';
import type { RunInfo } from '../src-core/runs/run-info';
import { defaultSearchConfig } from '../src-core/search/config';
import { EDGES } from '../src-core/space/cell-topology';
import { deriveGenotype } from '../src-core/space/derive-genotype';
import { PRIMITIVES } from '../src-core/space/primitives';

/** When the runs of these tests start. */
export const START = Date.parse('2026-11-24T10:00:00.000Z');
/** How long each of their steps takes, milliseconds. */
export const STEP_MS = 100;

/** A run of `epochs` times `stepsPerEpoch` steps, validated in no time, that tells its alphas at each epoch's end. */
export function makeRecords(epochs: number, stepsPerEpoch: number): RunRecord[] {
  const records: RunRecord[] = [makeAlphas(0, 0, false)];
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let step = 1; step <= stepsPerEpoch; step++) records.push(makeStep(epoch, step, stepsPerEpoch));
    const globalStep = (epoch + 1) * stepsPerEpoch;
    records.push(makeEpoch(epoch, globalStep, stepsPerEpoch), makeAlphas(epoch, globalStep, true));
  }
  return records;
}

export function makeStep(epoch: number, step: number, stepsPerEpoch: number): StepRecord {
  const globalStep = epoch * stepsPerEpoch + step;
  const loss = 1 + 1 / globalStep;
  return {
    kind: 'step',
    epoch,
    step,
    stepsPerEpoch,
    globalStep,
    learningRate: 0.025,
    train: { loss, top1: 40, top5: 80 },
    valid: { loss: loss + 0.5, top1: 30, top5: 70 },
    gradNorm: 1,
    stepMs: STEP_MS,
    time: START + globalStep * STEP_MS,
  };
}

/** @param top1 of the valid half, percent */
export function makeEpoch(
  epoch: number,
  globalStep: number,
  stepsPerEpoch: number,
  top1: number | null = 20 + epoch,
): EpochRecord {
  return {
    kind: 'epoch',
    epoch,
    globalStep,
    train: { loss: 1.5, top1: 40, top5: 80 },
    valid: { loss: 1.75, top1, top5: 75 },
    seconds: (stepsPerEpoch * STEP_MS) / 1000,
    time: START + globalStep * STEP_MS,
  };
}

export function makeAlphas(epoch: number, globalStep: number, epochEnd: boolean): AlphasRecord {
  const random = new RandomStream(globalStep, 'alphas');
  const matrix = (): number[][] =>
    Array.from({ length: EDGES }, () => Array.from({ length: PRIMITIVES.length }, () => random.normal()));
  const alphas = { normal: matrix(), reduce: matrix() };
  const genotype = deriveGenotype(alphas);
  return { kind: 'alphas', epoch, globalStep, epochEnd, ...alphas, genotype, time: START + globalStep * STEP_MS };
}

export function makeStatus(over: Partial<StatusRecord> = {}): StatusRecord {
  return {
    kind: 'status',
    state: 'running',
    phase: 'search',
    epoch: 0,
    epochs: 2,
    step: 0,
    stepsPerEpoch: 10,
    globalStep: 0,
    totalSteps: 20,
    stepMs: STEP_MS,
    etaSeconds: 2,
    message: null,
    pid: 1,
    time: START,
    ...over,
  };
}

export const FACTS: DatasetFacts = {
  format: 'cifar-10-binary',
  name: 'pictures',
  classNames: ['cat', 'dog'],
  trainPerClass: [100, 100],
  trainImages: 200,
  testImages: 20,
  height: 32,
  width: 32,
  channels: 3,
  fingerprint: '00',
};

export function makeInfo(name: string): RunInfo {
  return {
    format: 'dartboard-run',
    version: 1,
    kind: 'search',
    name,
    created: new Date(START).toISOString(),
    source: { kind: 'folder', path: '/home/ada/pictures' },
    data: FACTS,
    search: { ...defaultSearchConfig(), epochs: 2 },
    device: { kind: 'cpu', name: 'A processor', tensorflow: '2.21.0', threads: 2 },
    app: { version: '0.1.0', node: '20.20.2' },
  };
}
