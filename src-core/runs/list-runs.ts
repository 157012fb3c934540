import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { messageOf } from '../user-error';
import { errorCode, fileError } from '../file-errors';
import { readEpochs, readEvaluations, readRunInfo, readRunStatus } from './read-run';
import type { StatusRecord } from './records';
import { RUN_FILES } from './run-files';
import type { RunInfo } from './run-info';

/** A run in a list. */
export interface RunSummary {
  readonly folder: string;
  readonly info: RunInfo;
  /** Null when it wrote none. */
  readonly status: StatusRecord | null;
  /** Percent, over the whole valid half; null before the first epoch's end. */
  readonly bestValidTop1: number | null;
  /** Percent of the test split that a retrained network told right; null for searches and before it was tested. */
  readonly testTop1: number | null;
  /** Computed in whole epochs, pauses excluded. */
  readonly seconds: number;
}

/** A folder that should hold a run but cannot be read. */
export interface BrokenRun {
  readonly folder: string;
  /** The sentence to show. */
  readonly problem: string;
}

/** What a folder of runs holds. */
export interface RunList {
  /** Newest first. */
  readonly runs: readonly RunSummary[];
  readonly broken: readonly BrokenRun[];
}

/**
 * Lists the run folders directly inside `folder`; other folders are passed over. A folder that does not exist yet
 * holds no runs.
 * @throws UserError when the folder cannot be read
 */
export async function listRuns(folder: string): Promise<RunList> {
  const runs: RunSummary[] = [];
  const broken: BrokenRun[] = [];
  for (const path of await runFolders(folder)) {
    try {
      runs.push(await summarise(path));
    } catch (error) {
      broken.push({ folder: path, problem: messageOf(error) });
    }
  }
  runs.sort((a, b) => b.info.created.localeCompare(a.info.created));
  return { runs, broken };
}

async function runFolders(folder: string): Promise<string[]> {
  try {
    const names = (await readdir(folder)).sort();
    return names
      .map((name) => join(folder, name))
      .filter((path) => existsSync(join(path, RUN_FILES.info)) || existsSync(join(path, RUN_FILES.metrics)));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw fileError('Cannot list', folder, error);
  }
}

async function summarise(folder: string): Promise<RunSummary> {
  const [info, status, epochs] = [await readRunInfo(folder), await readRunStatus(folder), await readEpochs(folder)];
  const top1 = epochs.flatMap((epoch) => (epoch.valid.top1 === null ? [] : [epoch.valid.top1]));
  const seconds = epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
  const bestValidTop1 = top1.length === 0 ? null : Math.max(...top1);
  const tested = info.kind === 'retrain' ? (await readEvaluations(folder)).filter(({ split }) => split === 'test') : [];
  return { folder, info, status, bestValidTop1, testTop1: tested.at(-1)?.metrics.top1 ?? null, seconds };
}
