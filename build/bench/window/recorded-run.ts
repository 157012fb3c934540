import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';

import { RandomStream } from '../../../src-core/random';
import type { AlphasRecord, EpochRecord, RunRecord, StatusRecord, StepRecord } from '../../../src-core/runs/records';
import { RUN_FILES } from '../../../src-core/runs/run-files';
import type { RunInfo } from '../../../src-core/runs/run-info';
import { defaultSearchConfig } from '../../../src-core/search/config';
import { EDGES } from '../../../src-core/space/cell-topology';
import { deriveGenotype } from '../../../src-core/space/derive-genotype';
import { PRIMITIVES } from '../../../src-core/space/primitives';

/** How long a search is. */
export interface RunLength {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
}

const STARTED = Date.parse('2026-11-01T08:00:00.000Z');
const STEP_MS = 800;
/** Steps between two records of the alphas, as searches tell them by default. */
const ALPHAS_EVERY = 50;

/**
 * Writes the folder of a finished search as long as `length` says: curves that fall and rise as those of searches do, noise
 * on every step, alphas that slowly part.
 */
export async function writeRecordedRun(folder: string, length: RunLength): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const name = path.basename(folder);
  writeFileSync(path.join(folder, RUN_FILES.info), JSON.stringify(infoOf(name, length)));
  const log = createWriteStream(path.join(folder, RUN_FILES.metrics));
  for (let epoch = 0; epoch < length.epochs; epoch++) {
    const text = epochRecords(epoch, length).map((record) => `${JSON.stringify(record)}\n`);
    if (!log.write(text.join(''))) await once(log, 'drain');
  }
  log.end();
  await once(log, 'finish');
  writeFileSync(path.join(folder, RUN_FILES.status), JSON.stringify(finished(length)));
}

/** One step of such a search. */
export function stepRecord(epoch: number, step: number, { epochs, stepsPerEpoch }: RunLength): StepRecord {
  const globalStep = epoch * stepsPerEpoch + step;
  const done = globalStep / (epochs * stepsPerEpoch);
  const random = new RandomStream(globalStep, 'step');
  const measured = (lag: number): StepRecord['train'] => {
    const loss = 2.3 * Math.exp(-2.2 * done) + lag + 0.25 * random.normal() ** 2;
    return { loss, top1: bounded(100 * Math.exp(-loss)), top5: bounded(100 * Math.exp(-loss / 4)) };
  };
  return {
    kind: 'step',
    epoch,
    step,
    stepsPerEpoch,
    globalStep,
    learningRate: 0.001 + 0.0125 * (1 + Math.cos((Math.PI * epoch) / epochs)),
    train: measured(0.1),
    valid: measured(0.25),
    gradNorm: 2 + Math.abs(random.normal()),
    stepMs: STEP_MS,
    time: STARTED + globalStep * STEP_MS,
  };
}

function epochRecords(epoch: number, length: RunLength): RunRecord[] {
  const records: RunRecord[] = [];
  for (let step = 1; step <= length.stepsPerEpoch; step++) {
    const record = stepRecord(epoch, step, length);
    records.push(record);
    if (step % ALPHAS_EVERY === 0) records.push(alphasRecord(record, length, step === length.stepsPerEpoch));
  }
  records.push(epochRecord(epoch, length));
  return records;
}

function alphasRecord({ epoch, globalStep, time }: StepRecord, length: RunLength, epochEnd: boolean): AlphasRecord {
  const strength = globalStep / (length.epochs * length.stepsPerEpoch);
  // The same direction at every step: alphas drift, they do not jump.
  const random = new RandomStream(7, 'alphas');
  const matrix = (): number[][] =>
    Array.from({ length: EDGES }, () => Array.from({ length: PRIMITIVES.length }, () => strength * random.normal()));
  const alphas = { normal: matrix(), reduce: matrix() };
  return { kind: 'alphas', epoch, globalStep, epochEnd, ...alphas, genotype: deriveGenotype(alphas), time };
}

function epochRecord(epoch: number, length: RunLength): EpochRecord {
  const { train, valid, globalStep, time } = stepRecord(epoch, length.stepsPerEpoch, length);
  return { kind: 'epoch', epoch, globalStep, train, valid, seconds: (length.stepsPerEpoch * STEP_MS) / 1000, time };
}

function finished({ epochs, stepsPerEpoch }: RunLength): StatusRecord {
  const totalSteps = epochs * stepsPerEpoch;
  return {
    kind: 'status',
    state: 'finished',
    phase: 'search',
    epoch: epochs,
    epochs,
    step: 0,
    stepsPerEpoch,
    globalStep: totalSteps,
    totalSteps,
    stepMs: STEP_MS,
    etaSeconds: 0,
    message: null,
    pid: 1,
    time: STARTED + totalSteps * STEP_MS,
  };
}

function infoOf(name: string, { epochs }: RunLength): RunInfo {
  const classes = Array.from({ length: 10 }, (_, i) => `class ${i}`);
  return {
    format: 'dartboard-run',
    version: 1,
    kind: 'search',
    name,
    created: new Date(STARTED).toISOString(),
    source: { kind: 'demo' },
    data: {
      format: 'cifar-10-binary',
      name: 'Recorded for the bench',
      classNames: classes,
      trainPerClass: classes.map(() => 5_000),
      testPerClass: classes.map(() => 1_000),
      trainImages: 50_000,
      testImages: 10_000,
      height: 32,
      width: 32,
      channels: 3,
      mean: [0.49, 0.48, 0.45],
      std: [0.25, 0.24, 0.26],
      fingerprint: 'recorded',
    },
    device: { kind: 'cpu', name: 'recorded', tensorflow: '2.21.0', threads: 2 },
    app: { version: '0.1.0', node: '20.0.0' },
    search: { ...defaultSearchConfig(), epochs },
  };
}

function bounded(percent: number): number {
  return Math.min(100, Math.max(0, percent));
}
