import type { TroubleCause, TroubleRemedy } from '../../contract';

/** So many crashes within the window of time, and a person is asked. */
const MOST_CRASHES = 3;
const CRASH_WINDOW_MS = 5 * 60_000;

/** What is known when a live run has lost its trainer. */
export interface Loss {
  readonly cause: TroubleCause;
  /** When this run lost a trainer, this time included; in milliseconds, oldest first. */
  readonly crashes: readonly number[];
  /** There is a checkpoint to go on from. */
  readonly resumable: boolean;
  readonly batchSize: number;
}

/**
 * What happens next to a run that has lost its trainer. It is continued, until it has lost three trainers within five
 * minutes. What ran out of memory would do so again, so it is not continued: half its batch size is proposed.
 */
export function decideRemedy({ cause, crashes, resumable, batchSize }: Loss): TroubleRemedy {
  if (cause === 'memory') {
    return { kind: 'smaller-batch', batchSize: batchSize > 1 ? Math.floor(batchSize / 2) : null };
  }
  if (!resumable) return { kind: 'lost' };
  const now = crashes[crashes.length - 1] ?? 0;
  const recent = crashes.filter((time) => now - time < CRASH_WINDOW_MS).length;
  // A trainer that cannot even be started will not be by trying again.
  if (cause === 'launch' || recent >= MOST_CRASHES) return { kind: 'ask', crashes: recent };
  return { kind: 'restarting', attempt: recent };
}
