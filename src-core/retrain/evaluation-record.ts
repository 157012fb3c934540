import type { EvaluationRecord } from '../runs/records';
import type { MeasuredSplit } from './measured-split';
import type { SplitTally } from './split-tally';

/** What a tally over a whole split comes to. */
export function evaluationRecord(
  tally: SplitTally,
  { name, picture }: Pick<MeasuredSplit, 'name' | 'picture'>,
  { epoch, globalStep }: { readonly epoch: number; readonly globalStep: number },
  seconds: number,
): EvaluationRecord {
  const mistakes = tally.mistakes.map(({ index: place, ...mistake }) => ({ ...picture(place), ...mistake }));
  return { kind: 'evaluation', split: name, epoch, globalStep, ...tally.result(), mistakes, seconds, time: Date.now() };
}
