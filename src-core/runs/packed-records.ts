import type { RunRecord, StepRecord } from './records';

/**
 * The records of a long run in a form that crosses processes fast: steps, which are many and alike, as columns of numbers, the
 * others as JSON. A hundred thousand steps are one block of memory instead of a million objects to copy.
 */
export interface PackedRecords {
  /** One row of `WIDTH` numbers a step; NaN stands for null. */
  readonly steps: Float64Array;
  /** Parts of some hundred records each, as JSON arrays. */
  readonly others: readonly string[];
  /** For each of the others: how many steps come before it. */
  readonly places: Float64Array;
}

/** Numbers that a step record consists of. */
const WIDTH = 14;
/** Records in one part of `others`. */
const PART = 200;
/** Records that `unpackRecords` gives at a time. */
const CHUNK = 10_000;

/** Packs the records of a run, oldest first. */
export function packRecords(records: readonly RunRecord[]): PackedRecords {
  const steps: number[] = [];
  const others: RunRecord[] = [];
  const places: number[] = [];
  for (const record of records) {
    if (record.kind === 'step') {
      steps.push(...toRow(record));
    } else {
      others.push(record);
      places.push(steps.length / WIDTH);
    }
  }
  const parts = Array.from({ length: Math.ceil(others.length / PART) }, (_, i) =>
    JSON.stringify(others.slice(i * PART, (i + 1) * PART)),
  );
  return { steps: Float64Array.from(steps), others: parts, places: Float64Array.from(places) };
}

/**
 * The packed records again, in their order, some thousand at a time: whoever reads them can pause in between.
 *
 * @param parse reads one part of the others; they come from a process of ours, which has checked them
 */
export function* unpackRecords(packed: PackedRecords, parse: (json: string) => RunRecord[]): Generator<RunRecord[]> {
  const { steps, others, places } = packed;
  const count = steps.length / WIDTH;
  let chunk: RunRecord[] = [];
  let [step, place] = [0, 0];
  const stepsUpTo = function* (end: number): Generator<RunRecord[]> {
    for (; step < end; step++) {
      chunk.push(fromRow(steps, step * WIDTH));
      if (chunk.length < CHUNK) continue;
      yield chunk;
      chunk = [];
    }
  };
  for (const part of others) {
    for (const record of parse(part)) {
      yield* stepsUpTo(places[place] ?? count);
      chunk.push(record);
      place += 1;
    }
    yield chunk;
    chunk = [];
  }
  yield* stepsUpTo(count);
  yield chunk;
}

function toRow(record: StepRecord): number[] {
  const { train, valid } = record;
  return [
    record.epoch,
    record.step,
    record.stepsPerEpoch,
    record.globalStep,
    record.learningRate,
    train.loss ?? NaN,
    train.top1 ?? NaN,
    train.top5 ?? NaN,
    valid.loss ?? NaN,
    valid.top1 ?? NaN,
    valid.top5 ?? NaN,
    record.gradNorm ?? NaN,
    record.stepMs,
    record.time,
  ];
}

function fromRow(rows: Float64Array, at: number): StepRecord {
  const number = (column: number): number => rows[at + column] ?? NaN;
  const measure = (column: number): number | null => {
    const value = number(column);
    return Number.isNaN(value) ? null : value;
  };
  return {
    kind: 'step',
    epoch: number(0),
    step: number(1),
    stepsPerEpoch: number(2),
    globalStep: number(3),
    learningRate: number(4),
    train: { loss: measure(5), top1: measure(6), top5: measure(7) },
    valid: { loss: measure(8), top1: measure(9), top5: measure(10) },
    gradNorm: measure(11),
    stepMs: number(12),
    time: number(13),
  };
}
