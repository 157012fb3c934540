import type { RunState, StatusRecord } from '../runs/records';
import type { Position } from './run-checkpoint';

/** How many recent steps and validation batches the medians look at. */
const RECENT = 20;

/**
 * A first-order step is two forward and backward passes, each about three forward passes' work; a validation batch is
 * one. Used until the first validation has been measured.
 */
const STEP_PER_VALIDATION_BATCH = 6;

/** How much work a run is. */
export interface RunExtent {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Batches of the evaluation that closes each epoch. */
  readonly validationBatches: number;
}

/** Where a run stands, how fast it goes and when it will end. Only work is timed, so pauses do not count. */
export class RunProgress {
  epoch = 0;
  /** Steps done in this epoch. */
  step = 0;
  private validated = 0;
  private readonly stepTimes = new RecentTimes();
  private readonly validationTimes = new RecentTimes();

  constructor(private readonly extent: RunExtent) {}

  /** Steps done in the whole run. */
  get globalStep(): number {
    return this.epoch * this.extent.stepsPerEpoch + this.step;
  }

  beginEpoch(epoch: number): void {
    this.epoch = epoch;
    this.step = 0;
    this.validated = 0;
  }

  /**
   * Goes on in the middle.
   * @param stepTimes what the last steps before took, in milliseconds
   */
  continueAt({ epoch, step, validated }: Position, stepTimes: readonly number[]): void {
    const { epochs, stepsPerEpoch, validationBatches } = this.extent;
    const isOver = epoch === epochs;
    this.epoch = isOver ? epochs - 1 : epoch;
    this.step = isOver ? stepsPerEpoch : step;
    this.validated = isOver ? validationBatches : validated;
    this.stepTimes.recall(stepTimes);
  }

  /** Median time of the last steps in milliseconds; null before the second one. */
  get stepMs(): number | null {
    return this.stepTimes.median();
  }

  stepDone(milliseconds: number): void {
    this.step++;
    this.stepTimes.add(milliseconds);
  }

  validationBatchDone(milliseconds: number): void {
    this.validated++;
    this.validationTimes.add(milliseconds);
  }

  /** The status to tell now. */
  status(state: RunState, phase: StatusRecord['phase'], message: string | null = null): StatusRecord {
    const { epochs, stepsPerEpoch } = this.extent;
    return {
      kind: 'status',
      state,
      phase,
      epoch: this.epoch,
      epochs,
      step: this.step,
      stepsPerEpoch,
      globalStep: this.globalStep,
      totalSteps: epochs * stepsPerEpoch,
      stepMs: this.stepTimes.median(),
      etaSeconds: state === 'running' || state === 'paused' ? this.etaSeconds() : null,
      message,
      pid: process.pid,
      time: Date.now(),
    };
  }

  private etaSeconds(): number | null {
    const stepMs = this.stepTimes.median();
    if (stepMs === null) return null;
    const batchMs = this.validationTimes.median() ?? stepMs / STEP_PER_VALIDATION_BATCH;
    const { epochs, stepsPerEpoch, validationBatches } = this.extent;
    const steps = epochs * stepsPerEpoch - this.globalStep;
    const batches = (epochs - this.epoch) * validationBatches - this.validated;
    return (steps * stepMs + batches * batchMs) / 1_000;
  }
}

/** Times of late, in milliseconds. The very first one includes compiling and says nothing of the others: it is left out. */
class RecentTimes {
  private readonly times: number[] = [];
  private warm = false;

  add(time: number): void {
    if (this.warm) this.times.push(time);
    this.warm = true;
    if (this.times.length > RECENT) this.times.shift();
  }

  /** Takes over what was measured before. */
  recall(times: readonly number[]): void {
    this.times.push(...times.slice(-RECENT));
  }

  /** Null before there is one. */
  median(): number | null {
    const sorted = [...this.times].sort((a, b) => a - b);
    const upper = sorted[Math.floor(sorted.length / 2)];
    const lower = sorted[Math.ceil(sorted.length / 2) - 1];
    return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
  }
}
