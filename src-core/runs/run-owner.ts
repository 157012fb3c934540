import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

import * as v from 'valibot';

/** The content of a run folder's `owner.json`, there while a process writes the run. */
export const RunOwnerSchema = v.strictObject({
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  host: v.string(),
  /** When the process started, in the system's own clock ticks: tells a reused pid apart. Null where unknown. */
  processStart: v.nullable(v.string()),
});
/** The process that writes a run. */
export type RunOwner = v.InferOutput<typeof RunOwnerSchema>;

/** This process, as the owner of a run. */
export function thisOwner(): RunOwner {
  return { pid: process.pid, host: hostname(), processStart: readProcess(process.pid)?.start ?? null };
}

/** Whether the owner still lives. A run on another machine's disk counts as alive: it cannot be told from here. */
export function isAlive(owner: RunOwner): boolean {
  if (owner.host !== hostname()) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: the process is there, but another user's.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const found = readProcess(owner.pid);
  if (found === null) return true;
  return found.state !== 'Z' && (owner.processStart === null || owner.processStart === found.start);
}

/** State letter and start time from Linux's `/proc/PID/stat`; null on other systems. A zombie's state is `Z`. */
function readProcess(pid: number): { readonly state: string; readonly start: string } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in brackets and may hold spaces, so count from its end: fields 3 and 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, start] = [fields[0], fields[19]];
    return state === undefined || start === undefined ? null : { state, start };
  } catch {
    return null;
  }
}
