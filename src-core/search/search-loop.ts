import type { Batch } from '../data/image-dataset';
import type { AlphasRecord, RunRecord, StatusRecord } from '../runs/records';
import { deriveGenotype } from '../space/derive-genotype';
import { UserError } from '../user-error';
import { NO_SUMS, addSums, meansOf } from './batch-sums';
import type { SearchConfig } from './config';
import { cosineLearningRate } from './cosine-learning-rate';
import type { RunControl } from './run-control';
import { SearchProgress } from './search-progress';
import type { Alphas, BatchSums, StepExecutor } from './step-executor';

/** Batches of one half of the data: each a pure function of the pass and its place in it. */
export interface BatchSource {
  readonly batchesPerPass: number;
  batch(pass: number, index: number): Batch;
}

/** What a search loop works on. */
export interface SearchLoopParts {
  readonly config: SearchConfig;
  readonly executor: StepExecutor;
  /** Of the weights: augmented, shuffled every pass, a smaller last batch included. */
  readonly train: BatchSource;
  /** Of the alphas: augmented, shuffled every pass, whole batches only. */
  readonly valid: BatchSource;
  /** The valid half in order and unaugmented, a smaller last batch included. */
  readonly validation: BatchSource;
  readonly control: RunControl;
  /** Told every record, in order. */
  readonly emit: (record: RunRecord) => void;
}

/**
 * Searches as quark0/darts cnn/train_search.py does. Every number that a step consumes (batches, augmentation, learning
 * rate) is a pure function of the config, the epoch and the step. Unlike the reference, the alpha batches go through
 * the whole valid half before one comes again, the evaluation is not augmented, and the genotype of an epoch is the one
 * after it, so the last epoch's is not lost.
 */
export class SearchLoop {
  private readonly progress: SearchProgress;
  private phase: StatusRecord['phase'] = 'search';
  private lastAlphasStep = -1;

  constructor(private readonly parts: SearchLoopParts) {
    this.progress = new SearchProgress({
      epochs: parts.config.epochs,
      stepsPerEpoch: parts.train.batchesPerPass,
      validationBatches: parts.validation.batchesPerPass,
    });
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
    const { config, control, emit } = this.parts;
    try {
      if (control.stopping) return 'stopped';
      emit(this.status('running'));
      this.emitAlphas(false);
      for (let epoch = 0; epoch < config.epochs; epoch++) {
        if (!(await this.runEpoch(epoch))) {
          this.emitAlphas(false);
          return 'stopped';
        }
      }
      return 'finished';
    } finally {
      control.end();
    }
  }

  private async runEpoch(epoch: number): Promise<boolean> {
    const { emit } = this.parts;
    this.progress.beginEpoch(epoch);
    this.phase = 'search';
    const search = await this.runSteps();
    if (search === null) return false;
    this.phase = 'validation';
    emit(this.status('running'));
    const validation = await this.validate();
    if (validation === null) return false;
    const [train, valid] = [meansOf(search.sums), meansOf(validation.sums)];
    const seconds = (search.milliseconds + validation.milliseconds) / 1_000;
    emit({ kind: 'epoch', epoch, globalStep: this.progress.globalStep, train, valid, seconds, time: Date.now() });
    this.emitAlphas(true);
    this.refuseDivergence(validation.sums.loss);
    return true;
  }

  /** The steps of one epoch; null when stopped on the way. */
  private async runSteps(): Promise<Work | null> {
    const { config, executor, train, valid, emit } = this.parts;
    const { progress } = this;
    const learningRate = cosineLearningRate(progress.epoch, config);
    let work = NO_WORK;
    for (let index = 0; index < train.batchesPerPass; index++) {
      if (!(await this.gate())) return null;
      const start = performance.now();
      const turn = progress.globalStep;
      const result = executor.searchStep(
        train.batch(progress.epoch, index),
        valid.batch(Math.floor(turn / valid.batchesPerPass), turn % valid.batchesPerPass),
        learningRate,
      );
      const stepMs = performance.now() - start;
      work = addWork(work, result.train, stepMs);
      progress.stepDone(stepMs);
      emit({
        kind: 'step',
        epoch: progress.epoch,
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
      this.refuseDivergence(result.train.loss + result.valid.loss);
      // The record that closes the epoch carries the alphas of its last step.
      if (progress.step % config.reportFreq === 0 && progress.step < train.batchesPerPass) this.emitAlphas(false);
    }
    return work;
  }

  /** Loss and accuracy over the whole valid half; null when stopped on the way. */
  private async validate(): Promise<Work | null> {
    const { executor, validation, emit } = this.parts;
    let work = NO_WORK;
    for (let index = 0; index < validation.batchesPerPass; index++) {
      if (!(await this.gate())) return null;
      const start = performance.now();
      const sums = executor.evaluate(validation.batch(0, index));
      const milliseconds = performance.now() - start;
      work = addWork(work, sums, milliseconds);
      this.progress.validationBatchDone(milliseconds);
      emit(this.status('running'));
    }
    return work;
  }

  private gate(): Promise<boolean> {
    const tell = (state: 'paused' | 'running') => (): void => {
      this.parts.emit(this.status(state));
    };
    return this.parts.control.gate(tell('paused'), tell('running'));
  }

  private emitAlphas(epochEnd: boolean): void {
    const { epoch, globalStep } = this.progress;
    if (!epochEnd && this.lastAlphasStep === globalStep) return;
    this.lastAlphasStep = globalStep;
    const alphas = this.parts.executor.alphas();
    this.refuseDivergence(sumOf(alphas));
    const genotype = deriveGenotype(alphas);
    const record: AlphasRecord = { kind: 'alphas', epoch, globalStep, epochEnd, ...alphas, genotype, time: Date.now() };
    this.parts.emit(record);
  }

  private refuseDivergence(value: number): void {
    if (Number.isFinite(value)) return;
    const { learningRate, gradClip } = this.parts.config;
    throw new UserError(
      `The search diverged in epoch ${this.progress.epoch + 1}, step ${this.progress.step}: its numbers grew beyond all ` +
        `bounds. Start it again with a lower learning rate (learningRate, now ${learningRate}) or gradient clip ` +
        `(gradClip, now ${gradClip}).`,
    );
  }
}

/** What batches added up to and how long they took. */
interface Work {
  readonly sums: BatchSums;
  readonly milliseconds: number;
}

const NO_WORK: Work = { sums: NO_SUMS, milliseconds: 0 };

function addWork(work: Work, sums: BatchSums, milliseconds: number): Work {
  return { sums: addSums(work.sums, sums), milliseconds: work.milliseconds + milliseconds };
}

function sumOf(alphas: Alphas): number {
  return [...alphas.normal, ...alphas.reduce].flat().reduce((sum, alpha) => sum + alpha, 0);
}
