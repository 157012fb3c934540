import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import type { AlphasRecord, EpochRecord, RunRecord, StatusRecord, StepRecord } from '../../../src-core/runs/records';
import { RunFolder } from '../../../src-core/runs/run-folder';
import type { RunInfo } from '../../../src-core/runs/run-info';
import { StateSaver } from '../../../src-core/runs/state-saver';
import { defaultSearchConfig } from '../../../src-core/search/config';
import { deriveGenotype } from '../../../src-core/space/derive-genotype';

/** A folder of this test's own, removed after it. */
export function temporaryFolder(place = tmpdir()): string {
  const folder = mkdtempSync(join(place, 'dartboard-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A saver in a run folder of its own, that does not save by itself. */
export function openSaver(emit: (record: RunRecord) => void): StateSaver {
  return new StateSaver(RunFolder.create(join(temporaryFolder(), 'run'), exampleInfo()), Infinity, emit);
}

export function exampleInfo(name = 'example'): RunInfo {
  return {
    format: 'dartboard-run',
    version: 1,
    kind: 'search',
    name,
    created: '2026-11-23T14:05:09.000Z',
    source: { kind: 'demo' },
    data: {
      format: 'demo',
      name: 'Demo',
      classNames: ['circle', 'square'],
      trainPerClass: [4, 4],
      trainImages: 8,
      testImages: 0,
      height: 4,
      width: 4,
      channels: 3,
      fingerprint: 'cafe',
    },
    search: { ...defaultSearchConfig(), epochs: 2 },
    device: { kind: 'cpu', name: 'Example processor', tensorflow: '2.21.0', threads: 2 },
    app: { version: '0.1.0', node: '20.20.2' },
  };
}

const metrics = { loss: 2.3, top1: 10, top5: 50 };

export function exampleStep(globalStep = 1): StepRecord {
  return {
    kind: 'step',
    epoch: 0,
    step: globalStep,
    stepsPerEpoch: 4,
    globalStep,
    learningRate: 0.025,
    train: metrics,
    valid: metrics,
    gradNorm: 1.5,
    stepMs: 12,
    time: 1_000 + globalStep,
  };
}

export function exampleEpoch(epoch: number, top1: number | null): EpochRecord {
  const valid = { ...metrics, top1 };
  return { kind: 'epoch', epoch, globalStep: 4 * (epoch + 1), train: metrics, valid, seconds: 3, time: 2_000 };
}

export function exampleAlphas(epoch = 0, epochEnd = true): AlphasRecord {
  const rows = (): number[][] => Array.from({ length: 14 }, (_, edge) => Array.from({ length: 8 }, (_, k) => edge * k));
  const [normal, reduce] = [rows(), rows()];
  const genotype = deriveGenotype({ normal, reduce });
  return { kind: 'alphas', epoch, globalStep: 4 * (epoch + 1), epochEnd, normal, reduce, genotype, time: 3_000 };
}

export function exampleStatus(change: Partial<StatusRecord> = {}): StatusRecord {
  return {
    kind: 'status',
    state: 'running',
    phase: 'search',
    epoch: 0,
    epochs: 2,
    step: 1,
    stepsPerEpoch: 4,
    globalStep: 1,
    totalSteps: 8,
    stepMs: 12,
    etaSeconds: 1,
    message: null,
    pid: process.pid,
    time: 10_000,
    ...change,
  };
}
