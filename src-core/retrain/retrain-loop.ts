import type { RunRecord, StatusRecord } from '../runs/records';
import type { Snapshot } from '../runs/state-saver';
import { NO_SUMS, addSums, meansOf } from '../search/batch-sums';
import { RunGate } from '../search/run-gate';
import { isFiniteState } from '../search/search-checkpoint';
import type { Position } from '../search/search-checkpoint';
import { SearchProgress } from '../search/search-progress';
import type { BatchSums } from '../search/step-executor';
import { UserError } from '../user-error';
import { evaluationRecord } from './evaluation-record';
import type { RetrainCheckpoint } from './retrain-checkpoint';
import { placeOf, retrainExtent } from './retrain-work';
import type { RetrainLoopParts } from './retrain-work';
import { SplitTally } from './split-tally';

/**
 * Trains a network as quark0/darts cnn/train.py does. Unlike there, images that are held out from the training set tell
 * after each epoch how good it is, and which epoch was the best; the test split is looked at once, in the end.
 */
export class RetrainLoop {
  private readonly progress: SearchProgress;
  private readonly gate: RunGate;
  private phase: StatusRecord['phase'] = 'training';
  private position: Position = { epoch: 0, step: 0, validated: 0 };
  private train: BatchSums = NO_SUMS;
  private validation: BatchSums = NO_SUMS;
  /** Time of this epoch's steps and validation batches. */
  private milliseconds = 0;
  private measurements = 0;
  private bestTop1: number | null = null;
  private isBest = false;
  /** Of the end of the training, while the trainer holds the best network's state instead. */
  private last: Snapshot | null = null;

  constructor(private readonly parts: RetrainLoopParts) {
    const { from } = parts;
    this.progress = new SearchProgress(retrainExtent(parts));
    this.gate = new RunGate(parts, {
      snapshot: () => this.last ?? this.snapshot(),
      tell: (state, message) => {
        parts.emit(this.status(state, message));
      },
      stepMs: () => this.progress.stepMs,
    });
    if (from === null) return;
    const { checkpoint, epochMs, stepTimes } = from;
    ({
      position: this.position,
      train: this.train,
      validation: this.validation,
      measurements: this.measurements,
      bestTop1: this.bestTop1,
    } = checkpoint);
    this.milliseconds = epochMs;
    this.progress.continueAt(this.position, stepTimes);
  }

  /** The status to tell when the run gets into a state that the loop itself does not know: before and after it. */
  status(state: StatusRecord['state'], message: string | null = null): StatusRecord {
    return this.progress.status(state, this.phase, message);
  }

  /**
   * Runs to the end, or until stopped.
   * @throws UserError when the training diverges
   */
  async run(): Promise<'finished' | 'stopped'> {
    const { config, control, emit } = this.parts;
    try {
      if (control.stopping) return 'stopped';
      emit(this.status('running'));
      while (this.position.epoch < config.epochs) if (!(await this.runEpoch())) return 'stopped';
      // The best state is on the disk before it is measured.
      if (!(await this.gate.wait()) || !(await this.measureBest())) return 'stopped';
      return 'finished';
    } finally {
      control.end();
    }
  }

  private async runEpoch(): Promise<boolean> {
    const { emit, saver, validation } = this.parts;
    const { epoch } = this.position;
    if (this.position.step === 0) this.progress.beginEpoch(epoch);
    this.phase = 'training';
    if (!(await this.runSteps())) return false;
    this.phase = 'validation';
    emit(this.status('running'));
    if (!(await this.validate())) return false;
    const [train, valid] = [meansOf(this.train), meansOf(this.validation)];
    const { globalStep } = this.progress;
    const seconds = this.milliseconds / 1_000;
    this.measure({ kind: 'epoch', epoch, globalStep, train, valid, seconds, time: Date.now() });
    this.refuseDivergence(this.validation.loss);
    // Without images that are held out the latest network counts as the best.
    this.isBest = validation.batchesPerPass === 0 || (valid.top1 !== null && valid.top1 > (this.bestTop1 ?? -1));
    if (this.isBest) this.bestTop1 = valid.top1;
    [this.train, this.validation, this.milliseconds] = [NO_SUMS, NO_SUMS, 0];
    this.position = { epoch: epoch + 1, step: 0, validated: 0 };
    saver.save('epoch', this.snapshot());
    this.isBest = false;
    return true;
  }

  /** The steps of one epoch; false when stopped on the way. */
  private async runSteps(): Promise<boolean> {
    const { config, trainer, train, emit } = this.parts;
    const { progress } = this;
    const { epoch } = this.position;
    while (this.position.step < train.batchesPerPass) {
      if (!(await this.gate.pass())) return false;
      const start = performance.now();
      const place = placeOf(config, this.position);
      const result = trainer.trainStep(await train.batch(epoch, place.step), place);
      const stepMs = performance.now() - start;
      this.milliseconds += stepMs;
      this.train = addSums(this.train, result.train);
      progress.stepDone(stepMs);
      this.position = { ...this.position, step: progress.step };
      this.measure({
        kind: 'step',
        epoch,
        step: progress.step,
        stepsPerEpoch: train.batchesPerPass,
        globalStep: progress.globalStep,
        learningRate: place.learningRate,
        train: meansOf(result.train),
        valid: meansOf(NO_SUMS),
        gradNorm: Number.isFinite(result.gradNorm) ? result.gradNorm : null,
        stepMs,
        time: Date.now(),
      });
      emit(this.status('running'));
      this.refuseDivergence(result.train.loss + result.gradNorm);
    }
    return true;
  }

  /** Loss and accuracy over the images that are held out; false when stopped on the way. */
  private async validate(): Promise<boolean> {
    const { trainer, validation, emit } = this.parts;
    while (this.position.validated < validation.batchesPerPass) {
      if (!(await this.gate.pass())) return false;
      const start = performance.now();
      const { sums } = trainer.evaluate(await validation.batch(0, this.position.validated));
      const milliseconds = performance.now() - start;
      this.milliseconds += milliseconds;
      this.validation = addSums(this.validation, sums);
      this.progress.validationBatchDone(milliseconds);
      this.position = { ...this.position, validated: this.position.validated + 1 };
      emit(this.status('running'));
    }
    return true;
  }

  /** Measures the best network on the split that was kept for it; false when stopped on the way. */
  private async measureBest(): Promise<boolean> {
    const { final, trainer, classes, best, emit } = this.parts;
    if (final === null) return true;
    this.phase = 'test';
    this.last = this.snapshot();
    trainer.restore(best());
    emit(this.status('running'));
    const tally = new SplitTally(classes);
    const start = performance.now();
    for (let index = 0; index < final.batches.batchesPerPass; index++) {
      if (!(await this.gate.pass())) return false;
      const batch = await final.batches.batch(0, index);
      tally.add(batch, trainer.evaluate(batch));
    }
    emit(evaluationRecord(tally, final, this.progress, (performance.now() - start) / 1_000));
    return true;
  }

  /** The state between two batches, as a checkpoint keeps it. */
  private snapshot(): Snapshot {
    const { config, genotype, data, environment, trainer } = this.parts;
    const { position, train, validation, measurements, bestTop1 } = this;
    const state = trainer.save();
    if (!isFiniteState(state)) this.refuseDivergence(Number.NaN);
    const { tensors, counters } = state;
    const header: RetrainCheckpoint = {
      kind: 'retrain',
      config,
      genotype,
      data,
      environment,
      position,
      train,
      validation,
      measurements,
      bestTop1,
      counters,
    };
    const { epoch, globalStep } = this.progress;
    return { checkpoint: { header, tensors }, epoch, globalStep, best: this.isBest };
  }

  /** Emits what the training measured; a checkpoint knows how much that was. */
  private measure(record: RunRecord): void {
    this.measurements++;
    this.parts.emit(record);
  }

  private refuseDivergence(value: number): void {
    if (Number.isFinite(value)) return;
    const { learningRate, gradClip } = this.parts.config;
    throw new UserError(
      `The training diverged in epoch ${this.progress.epoch + 1}, step ${this.progress.step}: its numbers grew beyond all ` +
        `bounds. Start it again with a lower learning rate (learningRate, now ${learningRate}) or gradient clip ` +
        `(gradClip, now ${gradClip}).`,
    );
  }
}
