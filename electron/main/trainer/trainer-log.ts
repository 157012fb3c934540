import type { LogLine } from '../../contract';

const KEPT_LINES = 500;
const INTERVAL_MS = 250;

/** The last lines of this session's trainers, told a few times a second at most. */
export class TrainerLog {
  private kept: LogLine[] = [];
  private fresh: LogLine[] = [];
  private timer: NodeJS.Timeout | null = null;

  /** @param push tells the window */
  constructor(private readonly push: (lines: readonly LogLine[]) => void) {}

  /** Oldest first, those not pushed yet included. */
  get lines(): readonly LogLine[] {
    return this.kept;
  }

  add(level: LogLine['level'], message: string): void {
    const line = { level, message, time: Date.now() };
    this.kept = [...this.kept.slice(1 - KEPT_LINES), line];
    this.fresh = [...this.fresh.slice(1 - KEPT_LINES), line];
    this.timer ??= setTimeout(() => this.flush(), INTERVAL_MS);
  }

  private flush(): void {
    this.timer = null;
    const lines = this.fresh;
    this.fresh = [];
    this.push(lines);
  }
}
