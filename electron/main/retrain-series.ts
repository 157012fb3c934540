import * as v from 'valibot';

import { DataSourceSchema } from '../../src-core/data/dataset-facts';
import { RetrainConfigSchema } from '../../src-core/retrain/config';
import { isFinal, type RunRecord } from '../../src-core/runs/records';
import { GenotypeSchema } from '../../src-core/space/genotype';
import { UserError, messageOf } from '../../src-core/user-error';
import type { WaitingRun } from '../contract';
import type { Profile, ProfileFile } from './profile-file';

const SeriesRunSchema = v.object({
  source: DataSourceSchema,
  genotype: GenotypeSchema,
  genotypeName: v.string(),
  config: RetrainConfigSchema,
});
/** A retraining of a series. */
export type SeriesRun = v.InferOutput<typeof SeriesRunSchema>;

/** What a series needs. */
export interface SeriesServices {
  /** Starts a retraining; gives its run's id. */
  readonly start: (run: SeriesRun) => Promise<string>;
  /** Hears of every change; `started` has begun by itself. */
  readonly onChange: (waiting: readonly WaitingRun[], started: string | null) => void;
  /** Hears why the next one could not start. */
  readonly onProblem: (sentence: string) => void;
}

/**
 * Retrainings that are run one after another. Only one that finishes is followed by the next: after one that was stopped or
 * has failed the others wait until the person decides, also over a restart of the app.
 */
export class RetrainSeries {
  private readonly file: ProfileFile<readonly SeriesRun[]>;
  /** The one that computes now. */
  private current: string | null = null;

  constructor(
    profile: Profile,
    private readonly services: SeriesServices,
  ) {
    this.file = profile.open<readonly SeriesRun[]>('series.json', v.array(SeriesRunSchema), []);
  }

  /** Those that have not been started, in their order. */
  get waiting(): readonly WaitingRun[] {
    return this.file.value.map(({ genotypeName, config }) => ({ genotypeName, seed: config.seed }));
  }

  /**
   * Starts the first and keeps the others.
   * @returns the run's id
   * @throws UserError when it cannot start; then none is kept
   */
  async begin([first, ...others]: readonly SeriesRun[]): Promise<string> {
    if (first === undefined) throw new UserError('A series needs one network at least.');
    const id = await this.services.start(first);
    this.current = id;
    this.keep(others, null);
    return id;
  }

  /**
   * Starts the next one of a series that waits.
   * @throws UserError when none waits or it cannot start; it waits on then
   */
  async goOn(): Promise<string> {
    const [next, ...others] = this.file.value;
    if (next === undefined) throw new UserError('No retraining waits any more.');
    const id = await this.services.start(next);
    this.current = id;
    this.keep(others, null);
    return id;
  }

  /** Starts none of them any more. */
  drop(): void {
    this.keep([], null);
  }

  /** To be told what the live run tells. */
  follow(id: string, records: readonly RunRecord[]): void {
    const ended = records.find((record) => record.kind === 'status' && isFinal(record.state));
    if (id !== this.current || ended?.kind !== 'status') return;
    this.current = null;
    // The run is over only once this turn is.
    if (ended.state === 'finished') setImmediate(() => void this.startNext());
  }

  private async startNext(): Promise<void> {
    const [next, ...others] = this.file.value;
    if (next === undefined) return;
    try {
      const id = await this.services.start(next);
      this.current = id;
      this.keep(others, id);
    } catch (error) {
      this.services.onProblem(`The series waits: ${messageOf(error)}`);
    }
  }

  private keep(waiting: readonly SeriesRun[], started: string | null): void {
    this.file.set(waiting);
    this.services.onChange(this.waiting, started);
  }
}
