import type { EpochRecord, StepRecord } from '../../src-core/runs/records';
import { SeriesBuffer } from './series-buffer';

/** Every line that the charts of a run draw, over the global step. Accuracies in percent. */
export interface RunSeries {
  readonly trainLoss: SeriesBuffer;
  readonly validLoss: SeriesBuffer;
  readonly trainTop1: SeriesBuffer;
  readonly validTop1: SeriesBuffer;
  readonly trainTop5: SeriesBuffer;
  readonly validTop5: SeriesBuffer;
  readonly learningRate: SeriesBuffer;
  /** Global norm of the weight gradient before clipping. */
  readonly gradNorm: SeriesBuffer;
  /** Exact values over the whole valid half, one an epoch. */
  readonly epochLoss: SeriesBuffer;
  readonly epochTop1: SeriesBuffer;
  readonly epochTop5: SeriesBuffer;
}

/** Empty lines for a new run. */
export function createRunSeries(): RunSeries {
  return {
    trainLoss: new SeriesBuffer(),
    validLoss: new SeriesBuffer(),
    trainTop1: new SeriesBuffer(),
    validTop1: new SeriesBuffer(),
    trainTop5: new SeriesBuffer(),
    validTop5: new SeriesBuffer(),
    learningRate: new SeriesBuffer(),
    gradNorm: new SeriesBuffer(),
    epochLoss: new SeriesBuffer(),
    epochTop1: new SeriesBuffer(),
    epochTop5: new SeriesBuffer(),
  };
}

/** Adds what one search step measured. */
export function appendStep(series: RunSeries, { globalStep, train, valid, learningRate, gradNorm }: StepRecord): void {
  series.trainLoss.push(globalStep, train.loss);
  series.validLoss.push(globalStep, valid.loss);
  series.trainTop1.push(globalStep, train.top1);
  series.validTop1.push(globalStep, valid.top1);
  series.trainTop5.push(globalStep, train.top5);
  series.validTop5.push(globalStep, valid.top5);
  series.learningRate.push(globalStep, learningRate);
  series.gradNorm.push(globalStep, gradNorm);
}

/** Adds what the validation at an epoch's end measured. */
export function appendEpoch(series: RunSeries, { globalStep, valid }: EpochRecord): void {
  series.epochLoss.push(globalStep, valid.loss);
  series.epochTop1.push(globalStep, valid.top1);
  series.epochTop5.push(globalStep, valid.top5);
}
