import type { RunRecord, StatusRecord } from '../runs/records';
import type { Snapshot } from '../runs/state-saver';
import { UserError } from '../user-error';
import { NO_SUMS, addSums, meansOf } from './batch-sums';
import { isFiniteState } from './run-checkpoint';
import type { LoopState } from './run-checkpoint';
import { RunGate } from './run-gate';
import type { RunHost } from './run-gate';
import { RunProgress } from './run-progress';
import type { RunWork } from './run-work';
import { measuresOf } from './step-measures';

/** A place in the middle of a run. */
export interface LoopStart {
  readonly state: LoopState;
  /** What the work before took, in milliseconds: of this epoch together, and each of the last steps. */
  readonly epochMs: number;
  readonly stepTimes: readonly number[];
}

const BEGINNING: LoopState = {
  position: { epoch: 0, step: 0, validated: 0 },
  train: NO_SUMS,
  validation: NO_SUMS,
  measurements: 0,
  bestTop1: null,
};

/**
 * Goes through the epochs of a run: steps, then a validation, and a save between them. Every number that a step consumes
 * is a pure function of the config, the epoch and the step, so a loop that starts in the middle goes on as if it had come
 * there by itself.
 */
export class EpochLoop {
  private readonly progress: RunProgress;
  private readonly gate: RunGate;
  private phase: StatusRecord['phase'];
  private state = BEGINNING;
  /** Time of this epoch's steps and validation batches. */
  private milliseconds = 0;
  private isBest = false;
  private lastObserved = -1;
  /** Of the end, while the machine's state is the conclusion's. */
  private last: Snapshot | null = null;

  /** @param from where to go on, in a state that the machine has already; null for the beginning */
  constructor(
    private readonly work: RunWork,
    private readonly host: RunHost,
    private readonly from: LoopStart | null,
  ) {
    this.phase = work.phase;
    this.progress = new RunProgress(work.extent);
    this.gate = new RunGate(host, {
      snapshot: () => this.last ?? this.snapshot(),
      tell: (state, message) => {
        host.emit(this.status(state, message));
      },
      stepMs: () => this.progress.stepMs,
    });
    if (from === null) return;
    this.state = from.state;
    this.milliseconds = from.epochMs;
    this.progress.continueAt(from.state.position, from.stepTimes);
  }

  /** The status to tell when the run gets into a state that the loop itself does not know: before and after it. */
  status(state: StatusRecord['state'], message: string | null = null): StatusRecord {
    return this.progress.status(state, this.phase, message);
  }

  /**
   * Runs to the end, or until stopped.
   * @throws UserError when the numbers diverge
   */
  async run(): Promise<'finished' | 'stopped'> {
    const { control, saver } = this.host;
    try {
      if (control.stopping) return 'stopped';
      this.tellRunning();
      if (this.from === null) this.observe(false);
      while (this.state.position.epoch < this.work.extent.epochs) {
        if (await this.runEpoch()) continue;
        this.observe(false);
        return 'stopped';
      }
      // What was saved last is on the disk before the run goes on to its end.
      const isSaved = (await this.gate.wait()) || saver.settle() === null;
      return isSaved && (await this.conclude()) ? 'finished' : 'stopped';
    } finally {
      control.end();
    }
  }

  /** One epoch, or the rest of it; false when stopped on the way. */
  private async runEpoch(): Promise<boolean> {
    const { epoch, step } = this.state.position;
    if (step === 0) this.progress.beginEpoch(epoch);
    this.phase = this.work.phase;
    if (!(await this.runSteps())) return false;
    this.phase = 'validation';
    this.tellRunning();
    if (!(await this.validate())) return false;
    this.endEpoch();
    return true;
  }

  /** The steps of one epoch; false when stopped on the way. */
  private async runSteps(): Promise<boolean> {
    const { extent, observation } = this.work;
    while (this.state.position.step < extent.stepsPerEpoch) {
      if (!(await this.gate.pass())) return false;
      await this.runStep();
      // The observation that closes the epoch is of its last step.
      const { step } = this.progress;
      if (observation !== null && step % observation.every === 0 && step < extent.stepsPerEpoch) this.observe(false);
    }
    return true;
  }

  private async runStep(): Promise<void> {
    const { progress } = this;
    const { position, train } = this.state;
    const start = performance.now();
    const prepared = await this.work.prepareStep(position);
    const result = prepared.run();
    const stepMs = performance.now() - start;
    this.milliseconds += stepMs;
    progress.stepDone(stepMs);
    const { step, globalStep } = progress;
    this.state = { ...this.state, position: { ...position, step }, train: addSums(train, result.train) };
    this.measure({
      kind: 'step',
      epoch: position.epoch,
      step,
      stepsPerEpoch: this.work.extent.stepsPerEpoch,
      globalStep,
      learningRate: prepared.learningRate,
      ...measuresOf(result),
      stepMs,
      time: Date.now(),
    });
    this.tellRunning();
    this.refuseDivergence(result.train.loss + result.valid.loss + result.gradNorm);
  }

  /** Loss and accuracy over all images that are not trained on; false when stopped on the way. */
  private async validate(): Promise<boolean> {
    const { extent } = this.work;
    while (this.state.position.validated < extent.validationBatches) {
      if (!(await this.gate.pass())) return false;
      const { position, validation } = this.state;
      const start = performance.now();
      const sums = await this.work.validate(position.validated);
      const milliseconds = performance.now() - start;
      this.milliseconds += milliseconds;
      this.progress.validationBatchDone(milliseconds);
      this.state = {
        ...this.state,
        position: { ...position, validated: position.validated + 1 },
        validation: addSums(validation, sums),
      };
      this.tellRunning();
    }
    return true;
  }

  private endEpoch(): void {
    const { position, validation, bestTop1 } = this.state;
    const { epoch } = position;
    const [train, valid] = [meansOf(this.state.train), meansOf(validation)];
    const { globalStep } = this.progress;
    const seconds = this.milliseconds / 1_000;
    this.measure({ kind: 'epoch', epoch, globalStep, train, valid, seconds, time: Date.now() });
    this.observe(true);
    this.refuseDivergence(validation.loss);
    // Without images that are held out the latest counts as the best.
    this.isBest = this.work.extent.validationBatches === 0 || (valid.top1 !== null && valid.top1 > (bestTop1 ?? -1));
    this.state = {
      ...this.state,
      position: { epoch: epoch + 1, step: 0, validated: 0 },
      train: NO_SUMS,
      validation: NO_SUMS,
      bestTop1: this.isBest ? valid.top1 : bestTop1,
    };
    this.milliseconds = 0;
    this.host.saver.save('epoch', this.snapshot());
    this.isBest = false;
  }

  /** What follows the last epoch; false when stopped on the way. */
  private async conclude(): Promise<boolean> {
    const { conclusion } = this.work;
    if (conclusion === null) return true;
    this.phase = 'test';
    this.last = this.snapshot();
    this.tellRunning();
    const { folder, emit } = this.host;
    const record = await conclusion({ folder, pass: () => this.gate.pass() });
    if (record !== null) emit(record);
    return record !== null;
  }

  /** The state between two batches, as a checkpoint keeps it. */
  private snapshot(): Snapshot {
    const machine = this.work.machine.save();
    if (!isFiniteState(machine)) this.refuseDivergence(Number.NaN);
    const { tensors, counters } = machine;
    const header = { ...this.work.identity, ...this.state, counters };
    const { epoch, globalStep } = this.progress;
    return {
      checkpoint: { header, tensors },
      epoch,
      globalStep,
      seconds: this.milliseconds / 1_000,
      best: this.isBest,
    };
  }

  private observe(epochEnd: boolean): void {
    const { observation } = this.work;
    const { epoch, globalStep } = this.progress;
    if (observation === null || (!epochEnd && this.lastObserved === globalStep)) return;
    this.lastObserved = globalStep;
    const record = observation.observe({ epoch, globalStep, epochEnd });
    if (record === null) this.refuseDivergence(Number.NaN);
    else this.measure(record);
  }

  /** Emits what the run measured; a checkpoint knows how much that was. */
  private measure(record: RunRecord): void {
    this.state = { ...this.state, measurements: this.state.measurements + 1 };
    this.host.emit(record);
  }

  private tellRunning(): void {
    this.host.emit(this.status('running'));
  }

  private refuseDivergence(value: number): void {
    if (Number.isFinite(value)) return;
    const { learningRate, gradClip } = this.work.identity.config;
    throw new UserError(
      `The ${this.work.phase} diverged in epoch ${this.progress.epoch + 1}, step ${this.progress.step}: its numbers grew ` +
        `beyond all bounds. Start it again with a lower learning rate (learningRate, now ${learningRate}) or gradient ` +
        `clip (gradClip, now ${gradClip}); the states saved before are kept.`,
    );
  }
}
