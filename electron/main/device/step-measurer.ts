import { UserError } from '../../../src-core/user-error';
import { StepMeasurement, type Measured } from '../trainer/step-measurement';
import type { TrainerCommandLine } from '../trainer/trainer-location';

/** Measures a few steps of runs that may be started, one at a time. */
export class StepMeasurer {
  private current: StepMeasurement | null = null;

  /**
   * @param command how to start the trainer that measures
   * @param isBusy whether a run is live, beside which nothing can be measured
   */
  constructor(
    private readonly command: TrainerCommandLine,
    private readonly isBusy: () => boolean,
    private readonly onLog: (level: 'info' | 'warn' | 'error', line: string) => void,
  ) {}

  /** @throws UserError while a run is live or another is measured, and when this one cannot start */
  async measure(begin: Measured): ReturnType<StepMeasurement['measure']> {
    if (this.isBusy()) throw new UserError('Nothing can be measured while a run is live.');
    if (this.current !== null) throw new UserError('Steps are being measured already.');
    this.current = new StepMeasurement(this.command, this.onLog);
    try {
      return await this.current.measure(begin);
    } finally {
      this.current = null;
    }
  }

  /** Ends it at once: a run is about to start. */
  abort(): void {
    this.current?.abort();
  }
}
