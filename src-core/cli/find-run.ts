import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { runsFolder } from '../runs/runs-folder';

/** The folder that a run's argument means: a path, or the name of a run in the runs folder. */
export function findRun(argument: string): string {
  const named = join(runsFolder(), argument);
  const isName = !/[/\\]/.test(argument) && !existsSync(argument);
  return isName && existsSync(named) ? named : resolve(argument);
}
