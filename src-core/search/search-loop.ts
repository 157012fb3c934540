import type { BatchSource } from '../data/batch-loader';
import type { Batch } from '../data/image-dataset';
import type { AlphasRecord, RunRecord, StatusRecord } from '../runs/records';
import type { Snapshot } from '../runs/state-saver';
import { deriveGenotype } from '../space/derive-genotype';
import { UserError } from '../user-error';
import { NO_SUMS, addSums, meansOf } from './batch-sums';
import type { SearchConfig } from './config';
import { cosineLearningRate } from './cosine-learning-rate';
import { RunGate } from './run-gate';
import type { RunHost } from './run-gate';
import { isFiniteState } from './search-checkpoint';
import type { Environment, Position, SearchCheckpoint } from './search-checkpoint';
import { SearchProgress } from './search-progress';
import type { SearchExtent } from './search-progress';
import type { BatchSums, StepExecutor } from './step-executor';

/** What a search works on. */
export interface SearchWork {
  readonly config: SearchConfig;
  readonly executor: StepExecutor;
  /** Of the weights: augmented, shuffled every pass, a smaller last batch included. */
  readonly train: BatchSource;
  /** Of the alphas: augmented, shuffled every pass, whole batches only. */
  readonly valid: BatchSource;
  /** The valid half in order and unaugmented, a smaller last batch included. */
  readonly validation: BatchSource;
  /** Fingerprint of the data set. */
  readonly data: string;
  readonly environment: Environment;
}

/** What a search loop works on, and where. */
export interface SearchLoopParts extends SearchWork, RunHost {
  /** Told every record, in order. */
  readonly emit: (record: RunRecord) => void;
  /** Where to go on; the executor has that checkpoint's state already. Null for the beginning. */
  readonly from: SearchStart | null;
}

/** A place in the middle of a search. */
export interface SearchStart {
  readonly checkpoint: Pick<SearchCheckpoint, 'position' | 'train' | 'validation' | 'measurements' | 'bestTop1'>;
  /** What the steps before took, in milliseconds: of this epoch together, and each of the last ones. */
  readonly epochMs: number;
  readonly stepTimes: readonly number[];
}

/** How much work a search is. */
export function searchExtent({ config, train, validation }: SearchWork): SearchExtent {
  return {
    epochs: config.epochs,
    stepsPerEpoch: train.batchesPerPass,
    validationBatches: validation.batchesPerPass,
  };
}

/** The batches and the learning rate of the step at a position. */
export async function stepInputs(
  { config, train, valid }: SearchWork,
  { epoch, step }: Pick<Position, 'epoch' | 'step'>,
): Promise<readonly [train: Batch, valid: Batch, learningRate: number]> {
  const turn = epoch * train.batchesPerPass + step;
  const batches = await Promise.all([
    train.batch(epoch, step),
    valid.batch(Math.floor(turn / valid.batchesPerPass), turn % valid.batchesPerPass),
  ]);
  return [...batches, cosineLearningRate(epoch, config)];
}

/**
 * Searches as quark0/darts cnn/train_search.py does. Every number that a step consumes (batches, augmentation, learning
 * rate) is a pure function of the config, the epoch and the step. Unlike the reference, the alpha batches go through
 * the whole valid half before one comes again, the evaluation is not augmented, and the genotype of an epoch is the one
 * after it, so the last epoch's is not lost.
 */
export class SearchLoop {
  private readonly progress: SearchProgress;
  private readonly gate: RunGate;
  private phase: StatusRecord['phase'] = 'search';
  private lastAlphasStep = -1;
  private position: Position = { epoch: 0, step: 0, validated: 0 };
  private train: BatchSums = NO_SUMS;
  private validation: BatchSums = NO_SUMS;
  /** Time of this epoch's steps and validation batches. */
  private milliseconds = 0;
  private measurements = 0;
  private bestTop1: number | null = null;
  private isBest = false;

  constructor(private readonly parts: SearchLoopParts) {
    const { from } = parts;
    this.progress = new SearchProgress(searchExtent(parts));
    this.gate = new RunGate(parts, {
      snapshot: () => this.snapshot(),
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
   * @throws UserError when the search diverges
   */
  async run(): Promise<'finished' | 'stopped'> {
    const { config, control, emit, from } = this.parts;
    try {
      if (control.stopping) return 'stopped';
      emit(this.status('running'));
      if (from === null) this.emitAlphas(false);
      while (this.position.epoch < config.epochs) {
        if (!(await this.runEpoch())) {
          this.emitAlphas(false);
          return 'stopped';
        }
      }
      // The last state is on the disk before the run counts as finished.
      await this.gate.wait();
      return 'finished';
    } finally {
      control.end();
    }
  }

  private async runEpoch(): Promise<boolean> {
    const { emit, saver } = this.parts;
    const { epoch } = this.position;
    if (this.position.step === 0) this.progress.beginEpoch(epoch);
    this.phase = 'search';
    if (!(await this.runSteps())) return false;
    this.phase = 'validation';
    emit(this.status('running'));
    if (!(await this.validate())) return false;
    const [train, valid] = [meansOf(this.train), meansOf(this.validation)];
    const { globalStep } = this.progress;
    this.measure({
      kind: 'epoch',
      epoch,
      globalStep,
      train,
      valid,
      seconds: this.milliseconds / 1_000,
      time: Date.now(),
    });
    this.emitAlphas(true);
    this.refuseDivergence(this.validation.loss);
    this.isBest = valid.top1 !== null && valid.top1 > (this.bestTop1 ?? -1);
    if (this.isBest) this.bestTop1 = valid.top1;
    [this.train, this.validation, this.milliseconds] = [NO_SUMS, NO_SUMS, 0];
    this.position = { epoch: epoch + 1, step: 0, validated: 0 };
    saver.save('epoch', this.snapshot());
    this.isBest = false;
    return true;
  }

  /** The steps of one epoch; false when stopped on the way. */
  private async runSteps(): Promise<boolean> {
    const { config, executor, train, emit } = this.parts;
    const { progress } = this;
    const { epoch } = this.position;
    while (this.position.step < train.batchesPerPass) {
      if (!(await this.gate.pass())) return false;
      const start = performance.now();
      const [trainBatch, validBatch, learningRate] = await stepInputs(this.parts, this.position);
      const result = executor.searchStep(trainBatch, validBatch, learningRate);
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
        learningRate,
        train: meansOf(result.train),
        valid: meansOf(result.valid),
        gradNorm: Number.isFinite(result.gradNorm) ? result.gradNorm : null,
        stepMs,
        time: Date.now(),
      });
      emit(this.status('running'));
      this.refuseDivergence(result.train.loss + result.valid.loss + result.gradNorm);
      // The record that closes the epoch carries the alphas of its last step.
      if (progress.step % config.reportFreq === 0 && progress.step < train.batchesPerPass) this.emitAlphas(false);
    }
    return true;
  }

  /** Loss and accuracy over the whole valid half; false when stopped on the way. */
  private async validate(): Promise<boolean> {
    const { executor, validation, emit } = this.parts;
    while (this.position.validated < validation.batchesPerPass) {
      if (!(await this.gate.pass())) return false;
      const start = performance.now();
      const sums = executor.evaluate(await validation.batch(0, this.position.validated));
      const milliseconds = performance.now() - start;
      this.milliseconds += milliseconds;
      this.validation = addSums(this.validation, sums);
      this.progress.validationBatchDone(milliseconds);
      this.position = { ...this.position, validated: this.position.validated + 1 };
      emit(this.status('running'));
    }
    return true;
  }

  /** The state between two batches, as a checkpoint keeps it. */
  private snapshot(): Snapshot {
    const { config, data, environment, executor } = this.parts;
    const { position, train, validation, measurements, bestTop1 } = this;
    const state = executor.save();
    if (!isFiniteState(state)) this.refuseDivergence(Number.NaN);
    const { tensors, counters } = state;
    const header: SearchCheckpoint = {
      kind: 'search',
      config,
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

  private emitAlphas(epochEnd: boolean): void {
    const { epoch, globalStep } = this.progress;
    if (!epochEnd && this.lastAlphasStep === globalStep) return;
    this.lastAlphasStep = globalStep;
    const alphas = this.parts.executor.alphas();
    this.refuseDivergence([...alphas.normal, ...alphas.reduce].flat().reduce((sum, alpha) => sum + alpha, 0));
    const genotype = deriveGenotype(alphas);
    const record: AlphasRecord = { kind: 'alphas', epoch, globalStep, epochEnd, ...alphas, genotype, time: Date.now() };
    this.measure(record);
  }

  /** Emits what the search measured; a checkpoint knows how much that was. */
  private measure(record: RunRecord): void {
    this.measurements++;
    this.parts.emit(record);
  }

  private refuseDivergence(value: number): void {
    if (Number.isFinite(value)) return;
    const { learningRate, gradClip } = this.parts.config;
    throw new UserError(
      `The search diverged in epoch ${this.progress.epoch + 1}, step ${this.progress.step}: its numbers grew beyond all ` +
        `bounds. Start it again with a lower learning rate (learningRate, now ${learningRate}) or gradient clip ` +
        `(gradClip, now ${gradClip}); the states saved before are kept.`,
    );
  }
}
