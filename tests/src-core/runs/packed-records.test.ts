import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { packRecords, unpackRecords } from '../../../src-core/runs/packed-records';
import type { RunRecord, StepRecord } from '../../../src-core/runs/records';

function step(globalStep: number, loss: number | null): StepRecord {
  return {
    kind: 'step',
    epoch: 0,
    step: globalStep,
    stepsPerEpoch: 1_000_000,
    globalStep,
    learningRate: 0.025,
    train: { loss, top1: 40, top5: null },
    valid: { loss: 2, top1: null, top5: 80 },
    gradNorm: loss,
    stepMs: 12.5,
    time: 1_700_000_000_000 + globalStep,
  };
}

function epoch(index: number): RunRecord {
  const metrics = { loss: 1, top1: null, top5: 90 };
  return { kind: 'epoch', epoch: index, globalStep: index, train: metrics, valid: metrics, seconds: 1, time: index };
}

function parse(json: string): RunRecord[] {
  const records: RunRecord[] = JSON.parse(json);
  return records;
}

function unpacked(records: readonly RunRecord[]): RunRecord[] {
  return [...packRecords(records)].flatMap((part) => unpackRecords(part, parse));
}

describe('packRecords', () => {
  it('gives every record back, in its order', () => {
    const record = fc.oneof(
      fc
        .tuple(fc.nat(), fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })))
        .map(([at, loss]) => step(at, loss)),
      fc.nat({ max: 1_000 }).map(epoch),
    );
    fc.assert(
      fc.property(fc.array(record, { maxLength: 500 }), (records) => {
        expect(unpacked(records)).toEqual(records);
      }),
    );
  });

  it('makes parts that are small enough to be unpacked between two frames', () => {
    const steps = Array.from({ length: 12_000 }, (_, i) => step(i + 1, 1));
    const others = Array.from({ length: 450 }, (_, i) => epoch(i));
    expect([...packRecords(steps)].map((part) => part.steps.length / 14)).toEqual([5_000, 5_000, 2_000]);
    expect([...packRecords(others)].map(({ places }) => places.length)).toEqual([200, 200, 50]);
    expect(unpacked([...others, ...steps])).toEqual([...others, ...steps]);
  });

  it('needs no object for a step', () => {
    const [part] = packRecords([step(1, 1), epoch(0), step(2, null)]);
    expect(part?.steps).toHaveLength(28);
    expect(part?.places).toEqual(Float64Array.of(1));
  });
});
