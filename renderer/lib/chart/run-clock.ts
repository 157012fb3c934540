import type { EpochRecord, StepRecord } from '../../../src-core/runs/records';
import type { SeriesBuffer } from '../series-buffer';
import { TypedColumn } from './typed-column';

/** What the x axis of a run's charts counts: steps, epochs, milliseconds at work (pauses excluded), or of the clock. */
export type XMode = 'step' | 'epoch' | 'active' | 'wall';

/**
 * When each step of a run happened, in every unit that an x axis can have. One entry a step record, in columns of
 * numbers, so that a hundred thousand of them convert whole curves without a loop.
 */
export class RunClock {
  private readonly steps = new TypedColumn();
  private readonly epochs = new TypedColumn();
  private readonly active = new TypedColumn();
  private readonly wall = new TypedColumn();
  private closedMs = 0;
  private openMs = 0;
  private readonly converted = new WeakMap<SeriesBuffer, Partial<Record<XMode, Converted>>>();

  /** @param started when the run began, milliseconds since 1970 */
  constructor(private readonly started: number) {}

  /** Milliseconds at work that the records have measured. */
  get activeMs(): number {
    return this.closedMs + this.openMs;
  }

  /** Adds a step; they come in order. */
  addStep({ globalStep, epoch, step, stepsPerEpoch, stepMs, time }: StepRecord): void {
    this.openMs += stepMs;
    this.steps.push(globalStep);
    this.epochs.push(epoch + step / stepsPerEpoch);
    this.active.push(this.activeMs);
    // A clock may have been set back: a line must not.
    this.wall.push(Math.max(0, this.wall.last, time - this.started));
  }

  /** Closes an epoch: what it took in all replaces the sum of its steps, so that the validation counts. */
  addEpoch({ seconds }: EpochRecord): void {
    this.closedMs += seconds * 1000;
    this.openMs = 0;
  }

  /** Where a step stands on an axis; between two known steps in proportion, beyond them at the nearest. */
  at(mode: XMode, step: number): number {
    if (mode === 'step') return step;
    const { steps } = this;
    const column = this.column(mode);
    const after = steps.firstAtLeast(step);
    if (after <= 0) return column[0] ?? 0;
    if (after >= steps.length) return column[column.length - 1] ?? 0;
    const [from = 0, to = 0] = [steps.values[after - 1], steps.values[after]];
    const share = (step - from) / (to - from);
    return (column[after - 1] ?? 0) * (1 - share) + (column[after] ?? 0) * share;
  }

  /** The step that was the last one done where an axis shows `x`; the first one before that. */
  stepAt(mode: XMode, x: number): number {
    if (mode === 'step') return x;
    const column = mode === 'epoch' ? this.epochs : this[mode];
    const after = column.firstAtLeast(x);
    return this.steps.values[Math.min(after, this.steps.length - 1)] ?? 0;
  }

  /** The x values of a line on an axis, one for each of its points. */
  xsOf(mode: XMode, buffer: SeriesBuffer): Float64Array {
    if (mode === 'step') return buffer.xs;
    if (buffer.length === this.steps.length && buffer.lastX === this.steps.last) return this.column(mode);
    const kept = this.converted.get(buffer) ?? {};
    const known = kept[mode];
    if (known?.length === buffer.length) return known.xs;
    const xs = buffer.xs.map((step) => this.at(mode, step));
    kept[mode] = { length: buffer.length, xs };
    this.converted.set(buffer, kept);
    return xs;
  }

  private column(mode: Exclude<XMode, 'step'>): Float64Array {
    return (mode === 'epoch' ? this.epochs : this[mode]).values;
  }
}

interface Converted {
  readonly length: number;
  readonly xs: Float64Array;
}
