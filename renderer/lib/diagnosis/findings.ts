import type { AlphasRecord } from '../../../src-core/runs/records';
import { cellStats, CELL_KINDS, rowOfEdge } from '../alpha-stats';
import { formatLoss } from '../format';
import type { Evidence } from './evidence';
import type { Paper } from './literature';
import { hasDiverged, riseOfValidLoss } from './signs';

/** A known way in which a search fails, seen in a run. */
export interface Finding {
  readonly name: 'divergence' | 'collapse' | 'overfitting' | 'alphasOverfitting' | 'flatAlphas';
  readonly title: string;
  /** What it is seen by, with numbers. */
  readonly evidence: string;
  /** What the literature advises. */
  readonly advice: string;
  readonly papers: readonly Paper[];
  /** The step to go back to; null where none is better. */
  readonly goodStep: number | null;
}

/** Skip connections in a derived normal cell from which it counts as collapsing: DARTS_V2, a good one, has two. */
const SKIPS = 3;
/** How far skip connections must be ahead, so that random starting values do not count: in probability. */
const SKIP_LEAD = 0.005;
/** Mean entropy (1: all equal) above which alphas are flat. */
const FLAT = 0.995;
/** The share of the planned epochs after which alphas should have moved. */
const TIME_TO_MOVE = 0.4;

/** The known failures that a run shows, the gravest first. */
export function findingsOf(evidence: Evidence): readonly Finding[] {
  return [divergence(evidence), collapse(evidence), overfitting(evidence), flatAlphas(evidence)].filter(
    (finding) => finding !== null,
  );
}

function divergence(evidence: Evidence): Finding | null {
  if (!hasDiverged(evidence)) return null;
  return {
    name: 'divergence',
    title: 'Divergence',
    evidence: 'The train loss has left all bounds or is no number any more; what comes after says nothing.',
    advice:
      'Start again with a lower learning rate (a half or a fifth), or a smaller gradient clip; the reference clips at 5 and starts at 0.025 for batches of 64, so smaller batches need less.',
    papers: ['darts'],
    goodStep: null,
  };
}

function collapse({ alphas }: Evidence): Finding | null {
  const last = alphas[alphas.length - 1];
  if (last === undefined || skipsAhead(last) < SKIPS) return null;
  const before = [...alphas].reverse().find((record) => skipsAhead(record) < SKIPS) ?? null;
  return {
    name: 'collapse',
    title: 'Collapse to skip connections',
    evidence: `${cellStats(last, 'normal').skips} of the normal cell’s 8 edges are skip connections. They train fastest, so a long search favours them though the cells get weaker.`,
    advice:
      'DARTS+ ends a search at the second skip connection of a normal cell, P-DARTS keeps two at most: take a genotype from before, or search again for fewer epochs. RobustDARTS raises the weight decay instead.',
    papers: ['dartsPlus', 'pDarts', 'robust', 'fair'],
    goodStep: before?.globalStep ?? null,
  };
}

/** Skip connections of the normal cell whose edge prefers them clearly. */
function skipsAhead(record: AlphasRecord): number {
  const { margins } = cellStats(record, 'normal');
  return record.genotype.normal.filter(
    ([op, source], place) => op === 'skip_connect' && (margins[rowOfEdge(place, source)] ?? 0) >= SKIP_LEAD,
  ).length;
}

function overfitting(evidence: Evidence): Finding | null {
  const rise = riseOfValidLoss(evidence);
  if (rise === null) return null;
  const { best, last } = rise;
  const losses = `The valid loss was lowest after epoch ${best.epoch + 1} (${formatLoss(best.valid.loss)}) and is ${formatLoss(last.valid.loss)} now`;
  const [then, now] = [entropyAt(evidence.alphas, best.globalStep), entropyAt(evidence.alphas, last.globalStep)];
  if (then !== null && now !== null && now < then - 0.001) {
    return {
      name: 'alphasOverfitting',
      title: 'Overfitting of the alphas',
      evidence: `${losses}, while the alphas have become more decided (entropy ${then.toFixed(3)}, now ${now.toFixed(3)}): they fit this valid half, and the derived cells may do worse.`,
      advice:
        'RobustDARTS advises to stop early, at the best epoch, or to search again with a larger weight decay (3, 9 or 27 times) or with cutout.',
      papers: ['robust'],
      goodStep: best.globalStep,
    };
  }
  return {
    name: 'overfitting',
    title: 'Overfitting',
    evidence: `${losses}, while the train loss goes on falling: the network learns its images by heart.`,
    advice:
      'Take the genotype of the best epoch; for another search use more images, cutout, a larger weight decay, or fewer channels.',
    papers: ['robust'],
    goodStep: best.globalStep,
  };
}

function flatAlphas({ alphas, epochs, plannedEpochs }: Evidence): Finding | null {
  const last = alphas[alphas.length - 1];
  if (last === undefined || epochs.length < Math.max(2, plannedEpochs * TIME_TO_MOVE)) return null;
  const entropies = CELL_KINDS.map((cell) => cellStats(last, cell).entropy);
  if (Math.min(...entropies) < FLAT) return null;
  const margin = Math.max(...CELL_KINDS.map((cell) => cellStats(last, cell).margin)) * 100;
  return {
    name: 'flatAlphas',
    title: 'Flat alphas',
    evidence: `After ${epochs.length} of ${plannedEpochs} epochs the operations still share each edge almost evenly (entropy ${Math.max(...entropies).toFixed(4)} of 1; the chosen ones lead by ${margin.toFixed(2)} percentage points on average), so the genotype is close to chance.`,
    advice:
      'Search for more steps or with a higher alpha learning rate, and compare a second seed: the paper searches four times and keeps the best cell after a short training.',
    papers: ['darts', 'fair'],
    goodStep: null,
  };
}

function entropyAt(alphas: readonly AlphasRecord[], step: number): number | null {
  const record = [...alphas].reverse().find(({ globalStep }) => globalStep <= step);
  if (record === undefined) return null;
  return CELL_KINDS.reduce((sum, cell) => sum + cellStats(record, cell).entropy, 0) / CELL_KINDS.length;
}
