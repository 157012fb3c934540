/** How long a loop that waits for the disk stands still before it tries again, in milliseconds. */
const RETRY_MS = 10_000;

/** What happens at a gate. */
export interface GateKeeper {
  /** A sentence when something must be put right before the loop may go on; asked again and again. */
  trouble(): string | null;
  /** Told before standing still, and when the reason changes. `trouble` is null when a person asked for it. */
  hold(trouble: string | null): void;
  /** Told when going on after a hold. */
  release(): void;
}

/** What a person asks of a running search, and the gate at which the loop obeys: between two batches. */
export class RunControl {
  private wanted: 'run' | 'pause' | 'stop' = 'run';
  private openGate: (() => void) | null = null;
  private over = false;
  private holding: (() => void)[] = [];

  constructor(private readonly retryMs = RETRY_MS) {}

  /** Asks for a hold; resolves once the loop stands at the gate, or has ended. */
  pause(): Promise<void> {
    if (this.wanted === 'run') this.wanted = 'pause';
    return this.openGate !== null || this.over
      ? Promise.resolve()
      : new Promise((resolve) => this.holding.push(resolve));
  }

  /** Lets a held loop go on, or try again. */
  resume(): void {
    if (this.wanted === 'pause') this.wanted = 'run';
    this.answerPauses();
    this.openGate?.();
  }

  /** Asks the loop to end at its next gate, held or not. */
  stop(): void {
    this.wanted = 'stop';
    this.openGate?.();
  }

  /** Whether an end was asked for. */
  get stopping(): boolean {
    return this.wanted === 'stop';
  }

  /**
   * Where the loop lets the event loop breathe, so that commands are read, and stands still while a pause is asked for
   * (without polling: a held process uses no processor time) or while there is trouble (looking every few seconds).
   * @returns whether to go on; false means to stop
   */
  async gate(keeper: GateKeeper): Promise<boolean> {
    await new Promise((resolve) => setImmediate(resolve));
    let isHeld = false;
    let told: string | null = null;
    while (!this.stopping) {
      const trouble = keeper.trouble();
      if (this.wanted === 'run' && trouble === null) {
        if (isHeld) keeper.release();
        break;
      }
      if (!isHeld || told !== trouble) keeper.hold(trouble);
      [isHeld, told] = [true, trouble];
      await this.standStill(trouble !== null);
    }
    return !this.stopping;
  }

  /** Says that no loop comes to the gate any more, so that nobody waits for one. */
  end(): void {
    this.over = true;
    this.answerPauses();
  }

  private async standStill(shortly: boolean): Promise<void> {
    const opened = new Promise<void>((resolve) => (this.openGate = resolve));
    const timer = shortly ? setTimeout(() => this.openGate?.(), this.retryMs) : undefined;
    this.answerPauses();
    await opened;
    clearTimeout(timer);
    this.openGate = null;
  }

  private answerPauses(): void {
    for (const resolve of this.holding.splice(0)) resolve();
  }
}
