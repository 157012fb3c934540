import type { AlphasRecord } from '../../src-core/runs/records';

/** Most records kept; enough for a scrubber that is some hundred pixels long. */
const LIMIT = 600;

/**
 * The alphas records of a run in order, bounded and evenly spread: when there are too many, only every second, fourth,
 * eighth ... of those between two epochs' ends stays, and when the epochs' ends alone are too many, the same with those. First
 * and last always stay.
 */
export class AlphasHistory {
  private kept: readonly Kept[] = [];
  private shown: readonly AlphasRecord[] = [];
  /** Of the records between epochs' ends, and of those at epochs' ends, every so many stay. */
  private stride = { between: 1, end: 1 };
  private count = { between: 0, end: 0 };

  /** What is kept, oldest first; another array after every change. */
  get records(): readonly AlphasRecord[] {
    return this.shown;
  }

  /** Adds a record that is newer than all before; others are left out, so that adding twice is harmless. */
  add(record: AlphasRecord): boolean {
    const last = this.kept[this.kept.length - 1];
    if (last !== undefined && !isNewer(record, last.record)) return false;
    const kind = record.epochEnd ? 'end' : 'between';
    const next: Kept = { record, kind, place: this.count[kind] };
    this.count[kind] += 1;
    const stays = last !== undefined && last.record.globalStep !== record.globalStep && this.isDue(last);
    this.kept = [...(last === undefined || stays ? this.kept : this.kept.slice(0, -1)), next];
    while (this.kept.length > LIMIT) this.thin();
    this.shown = this.kept.map((one) => one.record);
    return true;
  }

  /** Whether a record has its place among those that stay, also once it is not the last one any more. */
  private isDue({ record, kind, place }: Kept): boolean {
    return record === this.kept[0]?.record || place % this.stride[kind] === 0;
  }

  private thin(): void {
    const between = this.kept.filter(({ kind }) => kind === 'between').length;
    this.stride[between < LIMIT / 4 ? 'end' : 'between'] *= 2;
    const last = this.kept.length - 1;
    this.kept = this.kept.filter((one, i) => i === last || this.isDue(one));
  }
}

/** A record and how many of its kind came before it. */
interface Kept {
  readonly record: AlphasRecord;
  readonly kind: 'between' | 'end';
  readonly place: number;
}

function isNewer(record: AlphasRecord, last: AlphasRecord): boolean {
  if (record.globalStep !== last.globalStep) return record.globalStep > last.globalStep;
  return record.epochEnd && !last.epochEnd;
}
