import { randomUUID } from 'node:crypto';

import type { DataSource, DatasetFacts } from '../../src-core/data/dataset-facts';
import { UserError } from '../../src-core/user-error';

const MOST_CHOICES = 32;

/** A data set that the person chose, and what was found in it. */
export interface ChosenDataset {
  readonly source: DataSource;
  readonly facts: DatasetFacts;
}

/**
 * The data sets that the person chose. Main keeps where they are and the window only gets a token, so the window cannot
 * make main read a place that the person did not choose.
 */
export class DatasetTokens {
  private readonly chosen = new Map<string, ChosenDataset>();

  /** Keeps a choice; the oldest is forgotten when there are too many. */
  issue(dataset: ChosenDataset): string {
    const token = randomUUID();
    this.chosen.set(token, dataset);
    const [oldest] = this.chosen.keys();
    if (this.chosen.size > MOST_CHOICES && oldest !== undefined) this.chosen.delete(oldest);
    return token;
  }

  /** @throws UserError for anything that is not a token of a choice still kept */
  resolve(token: string): ChosenDataset {
    const dataset = this.chosen.get(token);
    if (dataset === undefined) throw new UserError('This data set is not open any more: choose its folder again.');
    return dataset;
  }
}
