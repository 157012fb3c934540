import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { RUN_FILES } from '../../../src-core/runs/run-files';

/** What the clock says, and not the search: left out when two runs are compared. */
export const WALL_CLOCK_FIELDS = ['time', 'stepMs', 'seconds'];

/** What a run measured; statuses, saves and continuations tell what happened to its processes and are not compared. */
const MEASUREMENTS = ['step', 'epoch', 'alphas'];

/** The whole lines of a run's log that tell what it measured, without the clock's fields. */
export function measuredLines(run: string): string[] {
  return readFileSync(join(run, RUN_FILES.metrics), 'utf8')
    .split('\n')
    .slice(0, -1)
    .filter((line) => MEASUREMENTS.some((kind) => line.startsWith(`{"kind":"${kind}"`)))
    .map((line) =>
      JSON.stringify(JSON.parse(line), (key, value: unknown) => (WALL_CLOCK_FIELDS.includes(key) ? undefined : value)),
    );
}

/** The bytes of a run's newest checkpoint. */
export function newestCheckpoint(run: string): Buffer {
  const folder = join(run, RUN_FILES.checkpoints);
  const name = readdirSync(folder).sort().at(-1) ?? 'none';
  return readFileSync(join(folder, name));
}

/** All that must be equal in two runs of one config on one machine, whatever interrupted them. */
export function outcomeOf(run: string): { readonly checkpoint: string; readonly lines: string[] } {
  return { checkpoint: newestCheckpoint(run).toString('base64'), lines: measuredLines(run) };
}
