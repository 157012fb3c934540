import { fstatSync, readSync } from 'node:fs';

import { UserError } from '../user-error';

/** Larger metric logs than this are refused, so that a damaged file cannot use up the memory. */
export const METRICS_LIMIT_BYTES = 256 * 1_048_576;

/**
 * How the lines of what a run measured begin: steps, epochs, alphas and evaluations. They are a function of config and data, so a
 * checkpoint can say how many there were; the other lines (statuses, saves, continuations) tell what happened to the
 * process that ran.
 */
const MEASUREMENT = /^\{"kind":"(?:step|epoch|alphas|evaluation)"/;

/** Enough for several records of any kind. */
const TAIL_BYTES = 65_536;

/** A log in two. */
export interface CutLog {
  readonly kept: Buffer;
  /** What was behind it; its last line may be torn. */
  readonly rest: Buffer;
}

/** How many measurements a log holds; a torn last line does not count. */
export function countMeasurements(log: Buffer): number {
  let count = 0;
  for (const { text } of linesOf(log)) if (MEASUREMENT.test(text)) count++;
  return count;
}

/** The latest time that the last records of a log tell, in milliseconds since 1970; 0 when they tell none. */
export function latestTime(log: Buffer): number {
  const tail = log.toString('latin1', Math.max(0, log.length - TAIL_BYTES));
  return Math.max(0, ...Array.from(tail.matchAll(/"time":(\d{1,15})\}\n/g), ([, time]) => Number(time)));
}

/**
 * Cuts a log right behind its first `measurements` measurements.
 * @throws UserError when it holds fewer
 */
export function cutAfter(log: Buffer, measurements: number): CutLog {
  let [count, end] = [0, 0];
  for (const line of measurements === 0 ? [] : linesOf(log)) {
    if (MEASUREMENT.test(line.text)) count++;
    end = line.end;
    if (count === measurements) break;
  }
  if (count < measurements)
    throw new UserError(`The metrics hold ${count} measurements where ${measurements} were made.`);
  return { kept: log.subarray(0, end), rest: log.subarray(end) };
}

/** Reads an open file from its beginning. */
export function readWholeFile(file: number): Buffer {
  const { size } = fstatSync(file);
  if (size > METRICS_LIMIT_BYTES) {
    throw new UserError(
      `The metrics are too large to read: ${size} bytes, where at most ${METRICS_LIMIT_BYTES} are expected.`,
    );
  }
  const content = Buffer.alloc(size);
  let filled = 0;
  while (filled < size) {
    const got = readSync(file, content, filled, size - filled, filled);
    if (got === 0) break;
    filled += got;
  }
  return content.subarray(0, filled);
}

/** The whole lines: the beginning of each, and where the next one starts. */
function* linesOf(log: Buffer): Generator<{ readonly text: string; readonly end: number }> {
  for (let start = 0; ;) {
    const end = log.indexOf('\n', start) + 1;
    if (end === 0) return;
    yield { text: log.toString('latin1', start, Math.min(end, start + 20)), end };
    start = end;
  }
}
