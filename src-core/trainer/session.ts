import { resolve } from 'node:path';

import type { DataSource, DatasetPreview } from '../data/dataset-facts';
import { openDataset } from '../data/open-dataset';
import { previewOf } from '../data/preview';
import { RunControl } from '../loop/run-control';
import type { RetrainConfig } from '../retrain/config';
import { prepareRetraining } from '../retrain/prepare-retraining';
import type { Candidate } from '../retrain/prepare-retraining';
import { readRunInfo } from '../runs/read-run';
import { isFinal } from '../runs/records';
import type { RunRecord, RunState } from '../runs/records';
import { settingsOf } from '../runs/run-info';
import type { RunInfo } from '../runs/run-info';
import type { SearchConfig } from '../search/config';
import { UserError } from '../user-error';
import type { Compute } from './compute';
import { failureSentence } from './failure-sentence';
import type { SizeSettings } from './failure-sentence';
import { prepareSearch } from './prepare-search';
import type { PreparedRun } from './prepared-run';
import { PREPARATION_LIMIT_MS, carryOut, openNewRun, refuseFinished, reopenRun } from './run-in-hand';
import type { RunDriver, RunInHand } from './run-in-hand';

/** What to search, and where to write it. */
export interface SearchRequest {
  readonly source: DataSource;
  readonly config: SearchConfig;
  /** The run folder; must not exist yet. */
  readonly out: string;
}

/** What to train, on what, and where to write it. */
export interface RetrainRequest extends Candidate {
  readonly source: DataSource;
  readonly config: RetrainConfig;
  /** The run folder; must not exist yet. */
  readonly out: string;
}

/** A run that has started. */
export interface StartedRun {
  readonly info: RunInfo;
  readonly folder: string;
}

/** Who hears what a session does. */
export interface SessionListener {
  /** A record just written to the run folder. */
  record(record: RunRecord): void;
  log(level: 'info' | 'warn' | 'error', message: string): void;
  /** A sign of life before work that blocks this process: the next comes within so many milliseconds; null: when asked. */
  beat?(withinMs: number | null): void;
}

/**
 * One search from request to end, as a person steers it:
 *
 *     idle -> preparing -> running <-> paused -> stopped | finished | failed
 *
 * A start that is refused leads back to idle. Commands that do not fit the state throw a `UserError` and change nothing.
 */
export class Session {
  private current: RunState | 'idle' = 'idle';
  private control = new RunControl();
  private starting: Promise<StartedRun> | null = null;
  private running: Promise<void> | null = null;

  constructor(
    private readonly compute: Compute,
    private readonly listener: SessionListener,
  ) {}

  get state(): RunState | 'idle' {
    return this.current;
  }

  /** Describes a data set; needs no compute engine. */
  async inspect(source: DataSource): Promise<DatasetPreview> {
    return previewOf(await openDataset(source));
  }

  /** Starts the search; resolves once its run folder is there. */
  async start({ source, config, out }: SearchRequest): Promise<StartedRun> {
    const prepare = (): Promise<PreparedRun> => prepareSearch(source, config, this.compute);
    return this.launch(config, (driver) => openNewRun(out, prepare, driver));
  }

  /** Starts the training of a genotype's network; resolves once its run folder is there. */
  async retrain({ source, config, out, ...candidate }: RetrainRequest): Promise<StartedRun> {
    const prepare = (): Promise<PreparedRun> => prepareRetraining(source, candidate, config, this.compute);
    return this.launch(config, (driver) => openNewRun(out, prepare, driver));
  }

  /**
   * Continues a run that was interrupted or stopped, from its newest checkpoint; resolves once that is loaded.
   * @param source where the data are now, if they were moved
   */
  async continue(folder: string, source?: DataSource): Promise<StartedRun> {
    const path = resolve(folder);
    const info = await readRunInfo(path);
    await refuseFinished(path);
    const prepare = (): Promise<PreparedRun> => this.prepare(info, source ?? info.source);
    return this.launch(settingsOf(info), (driver) => reopenRun(path, info, prepare, driver));
  }

  /** Holds after the current step; resolves once nothing computes any more. */
  async pause(): Promise<void> {
    this.requireLive('pause', 'paused');
    await this.control.pause();
    if (this.current !== 'paused') throw new UserError('The search is not paused: it was resumed or ended first.');
  }

  resume(): void {
    this.requireLive('resume', 'running');
    this.control.resume();
  }

  /** Ends the search after the current step; resolves once the run folder is closed. */
  async stop(): Promise<void> {
    this.requireLive('stop');
    await this.close();
  }

  /** As `stop`, but content when there is nothing to stop. */
  async close(): Promise<void> {
    this.control.stop();
    try {
      await this.starting;
    } catch {
      // Whoever started it was told.
    }
    await this.running;
  }

  /** Resolves once a started search is over. */
  async over(): Promise<void> {
    await this.running;
  }

  private async launch(config: SizeSettings, open: (driver: RunDriver) => Promise<RunInHand>): Promise<StartedRun> {
    if (this.current !== 'idle') {
      throw new UserError('This trainer has its search already; another search needs another trainer.');
    }
    this.current = 'preparing';
    const driver = this.driver();
    driver.beat(PREPARATION_LIMIT_MS);
    this.starting = open(driver).then((run) => {
      this.running = carryOut(run, driver);
      return { info: run.info, folder: run.folder.path };
    });
    try {
      return await this.starting;
    } catch (error) {
      driver.beat(null);
      this.control.end();
      this.control = new RunControl();
      this.current = 'idle';
      if (error instanceof UserError) throw error;
      throw new UserError(failureSentence(error, config), { cause: error });
    }
  }

  private prepare(info: RunInfo, source: DataSource): Promise<PreparedRun> {
    if (info.kind === 'search') return prepareSearch(source, info.search, this.compute);
    return prepareRetraining(source, info, info.retrain, this.compute);
  }

  private requireLive(command: string, already?: RunState): void {
    if (this.current === 'idle') throw new UserError(`There is no search to ${command}; start one first.`);
    if (this.current === already) throw new UserError(`The search is ${already} already.`);
    if (isFinal(this.current)) {
      throw new UserError(`There is nothing to ${command}: the search has ended (${this.current}).`);
    }
  }

  private driver(): RunDriver {
    return {
      control: this.control,
      record: (record) => {
        if (record.kind === 'status') this.current = record.state;
        this.listener.record(record);
      },
      log: (level, message) => {
        this.listener.log(level, message);
      },
      beat: (withinMs) => this.listener.beat?.(withinMs),
    };
  }
}
