import type { PackedRecords } from '../../../src-core/runs/packed-records';
import { UserError } from '../../../src-core/user-error';

/** So many openings may be under way at once; the oldest is given up. */
const LIMIT = 4;

/** Long runs on their way to the window: it fetches them part by part, and can draw in between. */
export class HandedParts {
  private readonly openings = new Map<number, PackedRecords[]>();
  private last = 0;

  /** Keeps parts until they are fetched; gives the number to fetch them by. */
  keep(parts: readonly PackedRecords[]): number {
    this.last += 1;
    this.openings.set(this.last, [...parts]);
    for (const number of this.openings.keys()) if (number <= this.last - LIMIT) this.openings.delete(number);
    return this.last;
  }

  /**
   * The next part of an opening; null when there is no more.
   * @throws UserError when the opening is over
   */
  next(opening: number): PackedRecords | null {
    const parts = this.openings.get(opening);
    if (parts === undefined) throw new UserError('That run is not being opened any more: open it again.');
    const part = parts.shift() ?? null;
    if (part === null) this.openings.delete(opening);
    return part;
  }
}
