import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect } from 'vitest';

import { readNewestCheckpoint } from '../../src-core/runs/checkpoint-store';
import { RUN_FILES } from '../../src-core/runs/run-files';
import type { RandomStream } from '../../src-core/random';
import { SearchCheckpointSchema } from '../../src-core/search/search-checkpoint';
import { measuredLines, newestCheckpoint, outcomeOf } from '../src-core/trainer/compare-runs';

/** A search on the command line, as words. */
export interface KilledSearch {
  /** Of the trainer. */
  readonly bundle: string;
  readonly data: string;
  readonly options: readonly string[];
}

/** What a series of kills met. */
export interface KillReport {
  kills: number;
  /** Kills before the process had computed anything. */
  early: number;
  /** Measurements that were made once more after a kill. */
  repeated: number;
  /** Compared in the end: measurements in the log, bytes of the newest checkpoint. */
  lines: number;
  bytes: number;
}

/** Runs a search to its end without interrupting it. */
export async function searchStraight(search: KilledSearch, run: string): Promise<void> {
  const child = start(search.bundle, wordsFor(search, run));
  expect(await ended(child)).toEqual([0, null]);
}

/**
 * Runs a search and kills its process (SIGKILL) `kills` times at random moments, resuming it each time; then lets it come
 * to its end. Checks after every kill that what was measured so far is what the uninterrupted run measured, and that no
 * kill takes the run back behind a checkpoint that was there before.
 */
export async function searchKilled(
  search: KilledSearch,
  run: string,
  straight: string,
  kills: number,
  random: RandomStream,
): Promise<KillReport> {
  const report: KillReport = { kills: 0, early: 0, repeated: 0, lines: 0, bytes: 0 };
  const expected = measuredLines(straight);
  let [saved, startup] = [-1, 2_000];
  while (report.kills < kills) {
    const words = existsSync(run)
      ? ['resume', run]
      : ['search', '--data', search.data, '--out', run, ...search.options];
    const child = start(search.bundle, words);
    const begun = performance.now();
    const first = firstMeasurement(child).then(() => (startup = performance.now() - begun));
    // Half of the kills come while it starts, reads its checkpoint and probes; half while it computes and saves.
    if (random.float() < 0.5) await sleep(random.float() * startup);
    else await first.then(() => sleep(random.float() * 400));
    if (child.exitCode !== null) throw new Error(`The run was over after ${report.kills} kills: make it longer.`);
    child.kill('SIGKILL');
    await ended(child);
    report.kills++;
    if (!existsSync(join(run, RUN_FILES.metrics))) {
      report.early++;
      continue;
    }
    const lines = measuredLines(run);
    expect(lines, `kill ${report.kills}`).toEqual(expected.slice(0, lines.length));
    const now = savedMeasurements(run);
    expect(now, `kill ${report.kills}`).toBeGreaterThanOrEqual(saved);
    report.repeated += lines.length - Math.max(now, 0);
    saved = now;
  }
  const last = start(search.bundle, wordsFor(search, run));
  expect(await ended(last)).toEqual([0, null]);
  expect(outcomeOf(run)).toEqual(outcomeOf(straight));
  return { ...report, lines: expected.length, bytes: newestCheckpoint(run).length };
}

/** Starts a run that is not there, resumes one that is. */
function wordsFor({ data, options }: KilledSearch, run: string): string[] {
  return existsSync(run) ? ['resume', run] : ['search', '--data', data, '--out', run, ...options];
}

function start(bundle: string, words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [bundle, ...words, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Resolves at the first step that the process tells, or when it ends. */
async function firstMeasurement(child: ChildProcess): Promise<void> {
  if (child.stdout === null) return;
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('{"kind":"step"')) break;
  child.stdout.resume();
}

async function ended(child: ChildProcess): Promise<[number | null, string | null]> {
  child.stdout?.resume();
  if (child.exitCode === null && child.signalCode === null)
    await new Promise((resolve) => child.once('close', resolve));
  return [child.exitCode, child.signalCode];
}

/** How many measurements the newest checkpoint knows of; -1 when there is none. */
function savedMeasurements(run: string): number {
  return readNewestCheckpoint(run, SearchCheckpointSchema)?.header.measurements ?? -1;
}
