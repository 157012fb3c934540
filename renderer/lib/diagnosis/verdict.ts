import { formatLoss, formatNoun, formatPercent } from '../format';
import { countUntil, riseInErrors, sample, type Evidence } from './evidence';
import { hasDiverged, riseOfValidLoss } from './signs';

/** The answer to the first question about a run. */
export interface Verdict {
  readonly kind: 'early' | 'learning' | 'level' | 'overfitting' | 'diverged';
  /** In a word or two. */
  readonly title: string;
  /** What it is seen by. */
  readonly sentence: string;
}

/** Steps before which nothing can be told. */
const LEAST_STEPS = 20;
/** The newest part of a run that is compared with the part of the same length before it. */
const RECENT = 0.2;
/** Standard errors from which a change is no accident. */
const SIGNIFICANT = 2.5;

/** Whether a run learns, does nothing or overfits, in words. */
export function verdictOf(evidence: Evidence): Verdict {
  const { series, until } = evidence;
  const steps = countUntil(series.trainLoss, until);
  if (steps > 0 && hasDiverged(evidence)) {
    return { kind: 'diverged', title: 'Diverging', sentence: divergedWords(evidence, steps) };
  }
  if (steps < LEAST_STEPS) {
    const sentence =
      steps === 0 ? 'No step is done yet.' : `${formatNoun(steps, 'step')} so far; a trend shows after ${LEAST_STEPS}.`;
    return { kind: 'early', title: 'Too early to tell', sentence };
  }
  const rise = riseOfValidLoss(evidence);
  if (rise !== null) {
    const { best, last } = rise;
    return {
      kind: 'overfitting',
      title: 'Overfitting',
      sentence: `Since epoch ${best.epoch + 1} the valid loss has risen from ${formatLoss(best.valid.loss)} to ${formatLoss(last.valid.loss)}, while the train loss fell from ${formatLoss(best.train.loss)} to ${formatLoss(last.train.loss)}.`,
    };
  }
  return trendVerdict(evidence, steps);
}

function trendVerdict({ series, classes }: Evidence, steps: number): Verdict {
  const width = Math.max(LEAST_STEPS / 2, Math.floor(steps * RECENT));
  const [middle, start] = [steps - width, steps - 2 * width];
  // Where a step has no valid batch, as in a retraining, the training itself is the witness.
  const onValid = sample(series.validLoss, middle, steps).count > 0;
  const [loss, top1, words] = onValid
    ? [series.validLoss, series.validTop1, 'valid']
    : [series.trainLoss, series.trainTop1, 'train'];
  const [before, after] = [sample(top1, start, middle), sample(top1, middle, steps)];
  const falls = riseInErrors(sample(loss, start, middle), sample(loss, middle, steps)) < -SIGNIFICANT;
  const rises = riseInErrors(before, after) > SIGNIFICANT;
  const span = `the last ${formatNoun(width, 'step')}`;
  if (rises) {
    return {
      kind: 'learning',
      title: 'Learning',
      sentence: `Over ${span} the ${words} top-1 was ${formatPercent(after.mean)} on average, ${formatPercent(before.mean)} over as many before.`,
    };
  }
  if (falls) {
    const [from, to] = [sample(loss, start, middle).mean, sample(loss, middle, steps).mean];
    return {
      kind: 'learning',
      title: 'Learning',
      sentence: `Over ${span} the ${words} loss was ${formatLoss(to)} on average, ${formatLoss(from)} over as many before.`,
    };
  }
  const chance = 100 / Math.max(1, classes);
  if (after.mean < chance * 1.3) {
    return {
      kind: 'level',
      title: 'Not learning yet',
      sentence: `The ${words} top-1 is ${formatPercent(after.mean)} on average over ${span}; guessing gives ${formatPercent(chance)}.`,
    };
  }
  return {
    kind: 'level',
    title: 'Level',
    sentence: `The ${words} top-1 has settled at ${formatPercent(after.mean)}: ${span} brought no change that is more than chance.`,
  };
}

function divergedWords({ series, until }: Evidence, steps: number): string {
  const loss = series.trainLoss.ys[steps - 1] ?? NaN;
  if (!Number.isFinite(loss)) return `The train loss is no number any more at step ${until.toLocaleString('en-US')}.`;
  const width = Math.max(3, Math.floor(steps * 0.05));
  return `The train loss is ${formatLoss(sample(series.trainLoss, steps - width, steps).mean)} on average and has grown far above its lowest.`;
}
