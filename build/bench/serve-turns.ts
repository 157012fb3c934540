import { createInterface } from 'node:readline';

/**
 * Runs a step for each line on standard input and answers with its seconds, also of processor time, and the most memory so far, one line of JSON.
 *
 * @param step runs it and tells the seconds it took
 * @param once what the first answer tells besides
 */
export function serveTurns(step: () => number, once: Readonly<Record<string, number>> = {}): void {
  let extra = once;
  createInterface({ input: process.stdin }).on('line', () => {
    const before = process.cpuUsage();
    const seconds = step();
    const { user, system } = process.cpuUsage(before);
    const peakMb = process.resourceUsage().maxRSS / 1_024;
    console.log(JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, peakMb, ...extra }));
    extra = {};
  });
}

/** How long something takes, in seconds. */
export function secondsOf(work: () => void): number {
  const begun = performance.now();
  work();
  return (performance.now() - begun) / 1_000;
}
