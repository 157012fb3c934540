/** A look at the trainer every so often. */
export const LOOK_INTERVAL_MS = 5_000;
/** A trainer that waits for another program or a slow disk is no hang. */
const LEAST_LIMIT_MS = 60_000;
/** Before the trainer has said anything: reading the data, building the network and its first step are slow. */
const FIRST_LIMIT_MS = 15 * 60_000;

/**
 * Tells a trainer that hangs from one that computes. The trainer says how long it may be silent, by the time that its steps
 * take. Silence is counted look by look, so that the time a machine slept, when nobody could look, is not held against it.
 */
export class HangWatch {
  private silence = 0;
  private lastLook: number | null = null;
  private limit = FIRST_LIMIT_MS;

  /** How long the trainer may be silent. */
  get limitMs(): number {
    return this.limit;
  }

  /**
   * The trainer has given a sign of life.
   *
   * @param withinMs how long it may be silent from now on, when it said so; null when it computes nothing
   */
  heard(withinMs?: number | null): void {
    this.silence = 0;
    if (withinMs !== undefined) this.limit = Math.max(LEAST_LIMIT_MS, withinMs ?? 0);
  }

  /**
   * One look.
   * @param now milliseconds of any clock
   * @returns whether the trainer has been silent for longer than its limit
   */
  look(now: number): boolean {
    const since = this.lastLook === null ? 0 : now - this.lastLook;
    this.lastLook = now;
    this.silence += Math.min(Math.max(since, 0), 2 * LOOK_INTERVAL_MS);
    return this.silence > this.limit;
  }
}
