import { randomUUID } from 'node:crypto';

import type { DataSource } from '../../src-core/data/dataset-facts';
import { UserError } from '../../src-core/user-error';

const MOST_CHOICES = 32;

/**
 * The data sets that the person chose. Main keeps where they are and the window only gets a token, so the window cannot
 * make main read a place that the person did not choose.
 */
export class DatasetTokens {
  private readonly sources = new Map<string, DataSource>();

  /** Keeps a choice; the oldest is forgotten when there are too many. */
  issue(source: DataSource): string {
    const token = randomUUID();
    this.sources.set(token, source);
    const [oldest] = this.sources.keys();
    if (this.sources.size > MOST_CHOICES && oldest !== undefined) this.sources.delete(oldest);
    return token;
  }

  /** @throws UserError for anything that is not a token of a choice still kept */
  resolve(token: string): DataSource {
    const source = this.sources.get(token);
    if (source === undefined) throw new UserError('This data set is not open any more: choose its folder again.');
    return source;
  }
}
