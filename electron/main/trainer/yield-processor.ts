import { constants, getPriority, setPriority } from 'node:os';

const YIELDING = constants.priority.PRIORITY_BELOW_NORMAL;

/**
 * Lets a process, and the threads that it will start, take only what others leave of the processor: the window moves smoothly
 * while a search runs, and a search that is alone on the machine is as fast as ever.
 */
export function yieldProcessor(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    // Who started the app may have asked for even less.
    if (getPriority(pid) < YIELDING) setPriority(pid, YIELDING);
  } catch {
    // It has ended already, or the system does not allow it: it runs all the same.
  }
}
