import type { AlphasRecord } from '../../src-core/runs/records';

/** Most records kept; enough for a scrubber that is some hundred pixels long. */
const LIMIT = 600;

/**
 * The alphas records of a run in order, bounded: when there are too many, every second one between two epochs' ends
 * goes, and when the epochs' ends alone are too many, every second of those. First and last always stay.
 */
export class AlphasHistory {
  private kept: AlphasRecord[] = [];

  /** What is kept, oldest first; another array after every change. */
  get records(): readonly AlphasRecord[] {
    return this.kept;
  }

  /** Adds a record that is newer than all before; others are left out, so that adding twice is harmless. */
  add(record: AlphasRecord): boolean {
    const last = this.kept[this.kept.length - 1];
    if (last !== undefined && !isNewer(record, last)) return false;
    const before = last?.globalStep === record.globalStep ? this.kept.slice(0, -1) : this.kept;
    this.kept = [...before, record];
    if (this.kept.length > LIMIT) this.thin();
    return true;
  }

  private thin(): void {
    const last = this.kept.length - 1;
    const between = this.kept.filter((record) => !record.epochEnd).length;
    const thinAll = between < LIMIT / 4;
    let candidate = 0;
    this.kept = this.kept.filter((record, i) => {
      if (i === 0 || i === last || (record.epochEnd && !thinAll)) return true;
      candidate += 1;
      return candidate % 2 === 0;
    });
  }
}

function isNewer(record: AlphasRecord, last: AlphasRecord): boolean {
  if (record.globalStep !== last.globalStep) return record.globalStep > last.globalStep;
  return record.epochEnd && !last.epochEnd;
}
