import type { StepRecord } from '../runs/records';
import { meansOf } from './batch-sums';
import type { StepResult } from './run-work';

/** What a step's record tells of what it computed. */
export type StepMeasures = Pick<StepRecord, 'train' | 'valid' | 'gradNorm'>;

/** A step's result as its record tells it: null where a number is not finite, as when it has diverged. */
export function measuresOf({ train, valid, gradNorm }: StepResult): StepMeasures {
  return { train: meansOf(train), valid: meansOf(valid), gradNorm: Number.isFinite(gradNorm) ? gradNorm : null };
}
