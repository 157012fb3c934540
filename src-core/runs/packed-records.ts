import type { RunRecord, StepRecord } from './records';

/**
 * Records of a long run in a form that crosses processes fast: steps, which are many and alike, as rows of numbers, the
 * others as JSON. A thousand steps are one block of memory instead of ten thousand objects to copy.
 */
export interface PackedRecords {
  /** One row of `WIDTH` numbers a step; NaN stands for null. */
  readonly steps: Float64Array;
  /** The other records, a JSON array. */
  readonly others: string;
  /** For each of the others: how many of these steps come before it. */
  readonly places: Float64Array;
}

/** Numbers that a step record consists of. */
const WIDTH = 14;
/** Most steps and most others in one part: few enough to be unpacked between two frames. */
const STEPS = 5_000;
const OTHERS = 200;

/** Packs records, oldest first, in parts of some thousand. */
export function* packRecords(records: Iterable<RunRecord>): Generator<PackedRecords> {
  const rows = new Float64Array(STEPS * WIDTH);
  let size = 0;
  let others: RunRecord[] = [];
  let places: number[] = [];
  const take = (): PackedRecords => {
    const part = {
      steps: rows.slice(0, size),
      others: JSON.stringify(others),
      places: Float64Array.from(places),
    };
    size = 0;
    others = [];
    places = [];
    return part;
  };
  for (const record of records) {
    if (record.kind === 'step') {
      writeRow(rows, size, record);
      size += WIDTH;
    } else {
      others.push(record);
      places.push(size / WIDTH);
    }
    if (size === rows.length || others.length === OTHERS) yield take();
  }
  if (size + others.length > 0) yield take();
}

/**
 * The records of one part again, in their order.
 *
 * @param parse reads the others; they come from a process of ours, which has checked them
 */
export function unpackRecords(
  { steps, others, places }: PackedRecords,
  parse: (json: string) => RunRecord[],
): RunRecord[] {
  const records: RunRecord[] = [];
  let at = 0;
  const stepsUpTo = (end: number): void => {
    for (; at < end; at += WIDTH) records.push(readRow(steps, at));
  };
  parse(others).forEach((record, i) => {
    stepsUpTo((places[i] ?? 0) * WIDTH);
    records.push(record);
  });
  stepsUpTo(steps.length);
  return records;
}

function writeRow(rows: Float64Array, at: number, record: StepRecord): void {
  const { train, valid } = record;
  rows[at] = record.epoch;
  rows[at + 1] = record.step;
  rows[at + 2] = record.stepsPerEpoch;
  rows[at + 3] = record.globalStep;
  rows[at + 4] = record.learningRate;
  rows[at + 5] = train.loss ?? NaN;
  rows[at + 6] = train.top1 ?? NaN;
  rows[at + 7] = train.top5 ?? NaN;
  rows[at + 8] = valid.loss ?? NaN;
  rows[at + 9] = valid.top1 ?? NaN;
  rows[at + 10] = valid.top5 ?? NaN;
  rows[at + 11] = record.gradNorm ?? NaN;
  rows[at + 12] = record.stepMs;
  rows[at + 13] = record.time;
}

function readRow(rows: Float64Array, at: number): StepRecord {
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
