import type { RunRecord } from '../runs/records';

/** Passes records on in order, in batches: at once after a quiet while, else when `intervalMs` have gone by. */
export class RecordBatcher {
  private waiting: RunRecord[] = [];
  private lastSent = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly send: (records: RunRecord[]) => void,
    private readonly intervalMs = 100,
  ) {}

  add(record: RunRecord): void {
    this.waiting.push(record);
    const rest = this.lastSent + this.intervalMs - performance.now();
    if (rest <= 0) this.flush();
    else
      this.timer ??= setTimeout(() => {
        this.flush();
      }, rest);
  }

  /** Sends what waits, now. */
  flush(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.waiting.length === 0) return;
    this.lastSent = performance.now();
    this.send(this.waiting.splice(0));
  }
}
