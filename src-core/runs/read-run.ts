import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type * as v from 'valibot';

import { UserError } from '../user-error';
import { METRICS_LIMIT_BYTES } from './metrics-log';
import { parseJson, readBytes, readJsonFile } from './read-json-file';
import {
  AlphasRecordSchema,
  EpochRecordSchema,
  EvaluationRecordSchema,
  RunRecordSchema,
  StatusRecordSchema,
  isFinal,
} from './records';
import type { AlphasRecord, EpochRecord, EvaluationRecord, RunRecord, StatusRecord } from './records';
import { RUN_FILES } from './run-files';
import type { RunInfo } from './run-info';
import { RunInfoSchema } from './run-info';
import { RunOwnerSchema, isAlive } from './run-owner';

/** A run as its folder tells it. */
export interface RunContent {
  readonly info: RunInfo;
  /** Oldest first; the last one of kind `status` says where the run stands now. */
  readonly records: readonly RunRecord[];
}

/**
 * Reads a run folder, of a live run or an old one.
 * @throws UserError naming the file (and line) that is missing or damaged
 */
export async function readRun(folder: string): Promise<RunContent> {
  const info = await readRunInfo(folder);
  const records = [...(await readRecords(folder))];
  const status = await readRunStatus(folder);
  return { info, records: status === null ? records : [...records, status] };
}

/**
 * Reads what is fixed about a run.
 * @throws UserError when the folder holds no run
 */
export async function readRunInfo(folder: string): Promise<RunInfo> {
  const path = join(folder, RUN_FILES.info);
  if (!existsSync(path)) {
    throw new UserError(
      `${folder} is not a run folder: it holds no ${RUN_FILES.info}. Choose a folder made by a search.`,
    );
  }
  return readJsonFile(path, RunInfoSchema);
}

/**
 * Where a run stands, null when it wrote no status yet. A run that was live when its process died reads as failed.
 * @throws UserError when the status file is damaged
 */
export async function readRunStatus(folder: string): Promise<StatusRecord | null> {
  const path = join(folder, RUN_FILES.status);
  if (!existsSync(path)) return null;
  let status = await readJsonFile(path, StatusRecordSchema);
  if (isFinal(status.state) || (await isBeingWritten(folder))) return status;
  // It may have closed the run between the two looks: the last status is written before the owner goes.
  status = await readJsonFile(path, StatusRecordSchema);
  if (isFinal(status.state)) return status;
  return {
    ...status,
    state: 'failed',
    etaSeconds: null,
    message: 'Interrupted: the process that ran this search ended without closing it.',
  };
}

/**
 * The records of a run's log, oldest first; they are read one by one as they are asked for.
 * @throws UserError when the log cannot be read, and then, when it is come to, for the first damaged line
 */
export async function readRecords(folder: string): Promise<Iterable<RunRecord>> {
  return readMetrics(folder, '', RunRecordSchema);
}

/** The epoch records of a run only: all that a list needs, without checking every line of a long log. */
export async function readEpochs(folder: string): Promise<readonly EpochRecord[]> {
  return [...(await readMetrics(folder, '{"kind":"epoch"', EpochRecordSchema))];
}

/** The alphas records of a run only. */
export async function readAlphas(folder: string): Promise<readonly AlphasRecord[]> {
  return [...(await readMetrics(folder, '{"kind":"alphas"', AlphasRecordSchema))];
}

/** What a retraining measured on whole splits, oldest first. */
export async function readEvaluations(folder: string): Promise<readonly EvaluationRecord[]> {
  return [...(await readMetrics(folder, '{"kind":"evaluation"', EvaluationRecordSchema))];
}

/**
 * Parses the lines of a metric log that start with `prefix`. What stands after the last line end is a line still being
 * written, or torn by a crash: it is left out.
 * @param place the file's path, for messages
 * @throws UserError naming the first damaged line
 */
export function* parseMetrics<T>(
  log: Buffer,
  place: string,
  prefix: string,
  schema: v.GenericSchema<unknown, T>,
): Generator<T> {
  // Found in the bytes: lines that nobody asks for are not even decoded.
  for (let start = log.indexOf(prefix); start >= 0;) {
    const end = log.indexOf(LINE_END, start);
    if (end < 0) return;
    if (start === 0 || log[start - 1] === LINE_END) {
      const from = start;
      yield parseJson(log.toString('utf8', start, end), () => `${place}, line ${lineNumber(log, from)}`, schema);
    }
    // Searching for nothing finds the end of the bytes, too.
    start = end + 1 < log.length ? log.indexOf(prefix, end + 1) : -1;
  }
}

const LINE_END = 10;

function lineNumber(log: Buffer, at: number): number {
  let count = 1;
  for (let end = log.indexOf(LINE_END); end >= 0 && end < at; end = log.indexOf(LINE_END, end + 1)) count += 1;
  return count;
}

async function readMetrics<T>(
  folder: string,
  prefix: string,
  schema: v.GenericSchema<unknown, T>,
): Promise<Generator<T>> {
  const path = join(folder, RUN_FILES.metrics);
  return parseMetrics(await readBytes(path, METRICS_LIMIT_BYTES), path, prefix, schema);
}

async function isBeingWritten(folder: string): Promise<boolean> {
  const path = join(folder, RUN_FILES.owner);
  if (!existsSync(path)) return false;
  return isAlive(await readJsonFile(path, RunOwnerSchema));
}
