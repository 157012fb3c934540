import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where runs are kept: the environment's `DARTBOARD_RUNS`, else `Dartboard/runs` in the home folder. */
export function runsFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment['DARTBOARD_RUNS'];
  return chosen ? resolve(chosen) : join(homedir(), 'Dartboard', 'runs');
}

/**
 * A path for a new run inside `root`, named after its kind and start, such as `search-2026-11-23-14-05-09`; with a
 * number behind it when that name is taken. Nothing is created.
 */
export function proposeRunFolder(root: string, now: Date = new Date(), kind: 'search' | 'retrain' = 'search'): string {
  const digits = (value: number): string => String(value).padStart(2, '0');
  const day = [now.getFullYear(), digits(now.getMonth() + 1), digits(now.getDate())];
  const time = [digits(now.getHours()), digits(now.getMinutes()), digits(now.getSeconds())];
  const name = [kind, ...day, ...time].join('-');
  for (let copy = 1; ; copy++) {
    const folder = join(root, copy === 1 ? name : `${name}-${copy}`);
    if (!existsSync(folder)) return folder;
  }
}
