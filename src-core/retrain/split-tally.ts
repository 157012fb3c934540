import type { Batch } from '../data/image-dataset';
import type { EvaluationRecord } from '../runs/records';
import { NO_SUMS, addSums, meansOf } from '../loop/batch-sums';
import type { BatchSums } from '../search/step-executor';
import type { BatchAnswer } from './network-trainer';

/** Beyond this many classes a confusion matrix is too large to be looked at, and to be kept. */
export const LARGEST_CONFUSION = 100;

/** How many of the worst mistakes are kept. */
const MISTAKES = 32;

/** An image that was taken for something else, without its picture. */
export interface MistakenImage {
  /** Its place in the order in which batches came. */
  readonly index: number;
  readonly label: number;
  readonly predicted: number;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Adds up what a network answers over a whole split, batch by batch. */
export class SplitTally {
  private sums: BatchSums = NO_SUMS;
  private readonly answers: Uint32Array;
  private worst: MistakenImage[] = [];

  constructor(private readonly classes: number) {
    this.answers = new Uint32Array(classes * classes);
  }

  add({ labels, size }: Batch, { sums, logits }: BatchAnswer): void {
    const first = this.sums.count;
    this.sums = addSums(this.sums, sums);
    for (const [place, label] of labels.subarray(0, size).entries()) {
      const { predicted, confidence } = answerOf(logits.subarray(place * this.classes, (place + 1) * this.classes));
      const cell = label * this.classes + predicted;
      this.answers[cell] = (this.answers[cell] ?? 0) + 1;
      if (predicted !== label) this.worst.push({ index: first + place, label, predicted, confidence });
    }
    this.worst.sort((a, b) => b.confidence - a.confidence || a.index - b.index);
    this.worst.length = Math.min(this.worst.length, MISTAKES);
  }

  get mistakes(): readonly MistakenImage[] {
    return this.worst;
  }

  /** What an evaluation tells of the answers. */
  result(): Pick<EvaluationRecord, 'metrics' | 'images' | 'perClass' | 'confusion'> {
    const { classes } = this;
    const rows = Array.from({ length: classes }, (_, label) =>
      Array.from(this.answers.subarray(label * classes, (label + 1) * classes)),
    );
    const perClass = rows.map((row, label) => {
      const images = row.reduce((sum, count) => sum + count, 0);
      return { images, top1: images === 0 ? null : (100 * (row[label] ?? 0)) / images };
    });
    return {
      metrics: meansOf(this.sums),
      images: this.sums.count,
      perClass,
      confusion: classes > LARGEST_CONFUSION ? null : rows,
    };
  }
}

/** The likeliest class, of equals the first, and its probability. */
function answerOf(logits: Float32Array): { readonly predicted: number; readonly confidence: number } {
  const predicted = logits.reduce((best, logit, k) => (logit > (logits[best] ?? Number.NaN) ? k : best), 0);
  const highest = logits[predicted] ?? 0;
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0);
  return { predicted, confidence: Number.isFinite(total) ? 1 / total : 0 };
}
