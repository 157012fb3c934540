import { readFileSync, readdirSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** The trainer's process among the children of the app's main process. */
export function findTrainer(mainPid: number): number {
  const trainer = childrenOf(mainPid).find((pid) => commandLine(pid).includes('--supervised'));
  if (trainer === undefined) throw new Error(`process ${mainPid} has no trainer`);
  return trainer;
}

/** Whether a process is there and not only waiting to be reaped. */
export function isRunning(pid: number): boolean {
  const stat = readStat(pid);
  return stat !== null && stat[0] !== 'Z';
}

/** Processor time that a process and its threads have used, in seconds. */
export function cpuSeconds(pid: number): number {
  const stat = readStat(pid);
  if (stat === null) throw new Error(`process ${pid} is gone`);
  // Fields 14 and 15 of /proc/PID/stat, user and system time; the first one here is field 3.
  return (Number(stat[11]) + Number(stat[12])) / TICKS_PER_SECOND;
}

/** Every process below another one. */
export function descendantsOf(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => Number(readStat(pid)?.[1]) === parent);
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** The fields of /proc/PID/stat behind the command's name: the state, the parent, and so on. */
function readStat(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
