import { readFileSync } from 'node:fs';

/** How many processes the system has ended for lack of memory since it started; null where it does not tell. */
export function countKernelKills(file = '/proc/vmstat'): number | null {
  try {
    const found = /^oom_kill (\d+)$/m.exec(readFileSync(file, 'utf8'));
    return found === null ? null : Number(found[1]);
  } catch {
    return null;
  }
}
