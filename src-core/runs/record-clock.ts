/**
 * The clock of a run's records: the system's, but it never goes back. When the system's is set back, it goes on by what has
 * really passed, until the system's has caught up. So readers may take a record with an earlier time for an older one.
 */
export class RecordClock {
  private seen = performance.now();

  /** @param latest time of the latest record that is there already */
  constructor(private latest = 0) {}

  /** A record with a time that is not before any that was given out. */
  stamp<R extends { readonly time: number }>(record: R): R {
    const passed = performance.now() - this.seen;
    this.seen += passed;
    if (record.time >= this.latest) {
      this.latest = record.time;
      return record;
    }
    this.latest += passed;
    return { ...record, time: Math.floor(this.latest) };
  }
}
