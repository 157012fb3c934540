import { writeFileSync } from 'node:fs';

/** Where memory runs out, the system should end this process of ours, not somebody else's. */
export function makeFirstVictim(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
  } catch {
    // No Linux, or the process has ended already.
  }
}
