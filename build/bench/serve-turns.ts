import { createInterface } from 'node:readline';

/**
 * Runs a step for each line on standard input and answers with its seconds and the most memory so far, one line of JSON.
 *
 * @param step runs it and tells the seconds it took
 * @param once what the first answer tells besides
 */
export function serveTurns(step: () => number, once: Readonly<Record<string, number>> = {}): void {
  let extra = once;
  createInterface({ input: process.stdin }).on('line', () => {
    const seconds = step();
    const peakMb = process.resourceUsage().maxRSS / 1_024;
    console.log(JSON.stringify({ seconds, peakMb, ...extra }));
    extra = {};
  });
}

/** How long something takes, in seconds. */
export function secondsOf(work: () => void): number {
  const begun = performance.now();
  work();
  return (performance.now() - begun) / 1_000;
}

/** How much processor time something takes on all threads, in seconds: what else runs on the machine does not count. */
export function processorSecondsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
