import type { PackedRecords } from '../../../src-core/runs/packed-records';
import { UserError } from '../../../src-core/user-error';

/** So many openings may be under way at once; the oldest is given up. */
const LIMIT = 4;

/** Parts of a run in their order, all there or still being read. */
export type RecordParts = Iterable<PackedRecords> | AsyncIterable<PackedRecords>;

/** Long runs on their way to the window: it fetches them part by part, and can draw in between. */
export class HandedParts {
  private readonly openings = new Map<number, AsyncGenerator<PackedRecords>>();
  private last = 0;

  /** Keeps parts until they are fetched; gives the number to fetch them by. */
  keep(parts: RecordParts): number {
    this.last += 1;
    this.openings.set(this.last, inTurn(parts));
    for (const number of this.openings.keys()) if (number <= this.last - LIMIT) this.giveUp(number);
    return this.last;
  }

  /**
   * The next part of an opening; null when there is no more.
   * @throws UserError when the opening is over, or naming the line of the run that is damaged
   */
  async next(opening: number): Promise<PackedRecords | null> {
    const parts = this.openings.get(opening);
    if (parts === undefined) throw new UserError('That run is not being opened any more: open it again.');
    const { done, value } = await parts.next();
    if (done !== true) return value;
    this.openings.delete(opening);
    return null;
  }

  private giveUp(opening: number): void {
    const parts = this.openings.get(opening);
    this.openings.delete(opening);
    // What is still being read need not be read on.
    void parts?.return(undefined);
  }
}

async function* inTurn(parts: RecordParts): AsyncGenerator<PackedRecords> {
  yield* parts;
}
