/** What a person asks of a running search, and the gate at which the loop obeys: between two batches. */
export class RunControl {
  private wanted: 'run' | 'pause' | 'stop' = 'run';
  private release: (() => void) | null = null;
  private over = false;
  private holding: (() => void)[] = [];

  /** Asks for a hold; resolves once the loop stands at the gate, or has ended. */
  pause(): Promise<void> {
    if (this.wanted === 'run') this.wanted = 'pause';
    return this.release !== null || this.over
      ? Promise.resolve()
      : new Promise((resolve) => this.holding.push(resolve));
  }

  /** Lets a held loop go on. */
  resume(): void {
    if (this.wanted === 'pause') this.wanted = 'run';
    this.answerPauses();
    this.release?.();
  }

  /** Asks the loop to end at its next gate, held or not. */
  stop(): void {
    this.wanted = 'stop';
    this.release?.();
  }

  /** Whether an end was asked for. */
  get stopping(): boolean {
    return this.wanted === 'stop';
  }

  /**
   * Where the loop lets the event loop breathe, so that commands are read, and stands still while a pause is asked for
   * (without polling: a held process uses no processor time).
   * @param onHold called before standing still
   * @param onRelease called when going on after a hold
   * @returns whether to go on; false means to stop
   */
  async gate(onHold: () => void, onRelease: () => void): Promise<boolean> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.wanted === 'pause') {
      onHold();
      const released = new Promise<void>((resolve) => (this.release = resolve));
      this.answerPauses();
      await released;
      this.release = null;
      if (!this.stopping) onRelease();
    }
    return !this.stopping;
  }

  /** Says that no loop comes to the gate any more, so that nobody waits for one. */
  end(): void {
    this.over = true;
    this.answerPauses();
  }

  private answerPauses(): void {
    for (const resolve of this.holding.splice(0)) resolve();
  }
}
