/** A look at the trainer every so often. */
export const LOOK_INTERVAL_MS = 5_000;
/** Steps that may pass in silence: the trainer tells between any two. */
const PATIENCE_STEPS = 10;
/** A step that has to read from a slow disk, or wait for another program, is no hang. */
const LEAST_LIMIT_MS = 60_000;
/** Before any step time is known: reading the data, building the network and its first step are slow. */
const FIRST_LIMIT_MS = 15 * 60_000;

/** How long a live run's trainer may be silent, by the time its steps take (null before the first). */
export function hangLimitMs(stepMs: number | null): number {
  return stepMs === null ? FIRST_LIMIT_MS : Math.max(LEAST_LIMIT_MS, PATIENCE_STEPS * stepMs);
}

/**
 * Tells a trainer that hangs from one that computes. Silence is counted look by look, so that the time a machine slept,
 * when nobody could look, is not held against the trainer.
 */
export class HangWatch {
  private silence = 0;
  private lastLook: number | null = null;

  /** The trainer has given a sign of life. */
  heard(): void {
    this.silence = 0;
  }

  /**
   * One look.
   * @param now milliseconds of any clock
   * @returns whether the trainer has been silent for longer than `limitMs`
   */
  look(now: number, limitMs: number): boolean {
    const since = this.lastLook === null ? 0 : now - this.lastLook;
    this.lastLook = now;
    this.silence += Math.min(Math.max(since, 0), 2 * LOOK_INTERVAL_MS);
    return this.silence > limitMs;
  }
}
