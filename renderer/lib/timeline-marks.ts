import type { AlphasRecord, CheckpointRecord } from '../../src-core/runs/records';

/** Something that happened on the way, by its place among the alphas records (0 to 1). */
export interface TimelineMark {
  readonly share: number;
  readonly kind: 'epoch' | 'change' | 'checkpoint';
}

/** Most marks of a kind; more would be a solid line. */
const LIMIT = 80;

/**
 * Where epochs end, where the genotype becomes another one, and what was saved. The timeline counts alphas records, so a
 * mark stands at the record that tells of it.
 */
export function timelineMarks(
  records: readonly AlphasRecord[],
  checkpoints: readonly CheckpointRecord[],
): readonly TimelineMark[] {
  const last = records.length - 1;
  if (last < 1) return [];
  const epochs: number[] = [];
  const changes: number[] = [];
  records.forEach((record, i) => {
    if (record.epochEnd) epochs.push(i);
    if (i > 0 && !isSameGenotype(records[i - 1], record)) changes.push(i);
  });
  const saved = checkpoints.map(({ globalStep }) => indexAt(records, globalStep));
  return [
    ...marks('epoch', thin(epochs), last),
    ...marks('change', thin(changes), last),
    ...marks('checkpoint', thin([...new Set(saved)]), last),
  ];
}

/** The last record at or before a step; the first one when all come after it. */
export function indexAt(records: readonly AlphasRecord[], step: number): number {
  let [low, high] = [0, records.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((records[middle]?.globalStep ?? Infinity) <= step) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function isSameGenotype(a: AlphasRecord | undefined, b: AlphasRecord): boolean {
  return (['normal', 'reduce'] as const).every((cell) =>
    b.genotype[cell].every(([op, source], i) => {
      const other = a?.genotype[cell][i];
      return other?.[0] === op && other[1] === source;
    }),
  );
}

function marks(kind: TimelineMark['kind'], indices: readonly number[], last: number): TimelineMark[] {
  return indices.map((index) => ({ kind, share: index / last }));
}

function thin(indices: readonly number[]): readonly number[] {
  const stride = Math.ceil(indices.length / LIMIT);
  return stride <= 1 ? indices : indices.filter((_, i) => i % stride === 0);
}
