import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';

import type { DataSource, DatasetPreview } from '../data/dataset-facts';
import { openDataset } from '../data/open-dataset';
import { previewOf } from '../data/preview';
import type { RetrainConfig } from '../retrain/config';
import { beginRun } from '../loop/begin-run';
import type { OpenedRun } from '../loop/begin-run';
import { continueRun } from '../loop/continue-run';
import { RunControl } from '../loop/run-control';
import type { RunHost } from '../loop/run-gate';
import { prepareRetraining } from '../retrain/prepare-retraining';
import type { Candidate } from '../retrain/prepare-retraining';
import { readRunInfo, readRunStatus } from '../runs/read-run';
import { isFinal } from '../runs/records';
import type { RunRecord, RunState } from '../runs/records';
import { RunFolder, folderTaken } from '../runs/run-folder';
import { settingsOf } from '../runs/run-info';
import type { RunInfo } from '../runs/run-info';
import { requireSpace } from '../runs/run-size';
import { StateSaver } from '../runs/state-saver';
import type { SearchConfig } from '../search/config';
import { UserError, messageOf } from '../user-error';
import type { Compute } from './compute';
import { failureSentence } from './failure-sentence';
import type { SizeSettings } from './failure-sentence';
import { prepareSearch } from './prepare-search';
import type { PreparedRun } from './prepared-run';

/** Reading a large data set from a slow disk, building the network, probing. */
const PREPARATION_LIMIT_MS = 600_000;

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

/** A run that cannot be continued because it has come to its end. */
export class AlreadyFinished extends UserError {
  constructor(path: string) {
    super(`${path} has finished already; there is nothing left to continue.`);
  }
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
    return this.launch(config, () => this.begin(out, config, () => prepareSearch(source, config, this.compute)));
  }

  /** Starts the training of a genotype's network; resolves once its run folder is there. */
  async retrain({ source, config, out, ...candidate }: RetrainRequest): Promise<StartedRun> {
    const prepare = (): Promise<PreparedRun> => prepareRetraining(source, candidate, config, this.compute);
    return this.launch(config, () => this.begin(out, config, prepare));
  }

  /**
   * Continues a run that was interrupted or stopped, from its newest checkpoint; resolves once that is loaded.
   * @param source where the data are now, if they were moved
   */
  async continue(folder: string, source?: DataSource): Promise<StartedRun> {
    const path = resolve(folder);
    const info = await readRunInfo(path);
    await refuseFinished(path);
    return this.launch(settingsOf(info), () => this.goOn(path, info, () => this.prepare(info, source ?? info.source)));
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

  private async launch(config: SizeSettings, begin: () => Promise<StartedRun>): Promise<StartedRun> {
    if (this.current !== 'idle') {
      throw new UserError('This trainer has its search already; another search needs another trainer.');
    }
    this.current = 'preparing';
    this.listener.beat?.(PREPARATION_LIMIT_MS);
    this.starting = begin();
    try {
      return await this.starting;
    } catch (error) {
      this.listener.beat?.(null);
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

  /** Makes a new run folder for whatever `prepare` makes ready. */
  private async begin(out: string, settings: SizeSettings, prepare: () => Promise<PreparedRun>): Promise<StartedRun> {
    const path = resolve(out);
    if (existsSync(path)) throw folderTaken(path);
    const prepared = await prepare();
    try {
      requireSpace(path, prepared.bytes);
      const info: RunInfo = { ...prepared.info, name: basename(path), created: new Date().toISOString() };
      const folder = RunFolder.create(path, info);
      for (const warning of prepared.warnings) this.listener.log('warn', warning);
      const host = this.hostIn(folder, prepared);
      this.running = this.run({ ...beginRun(prepared.work, host), host, folder, prepared, settings });
      return { info, folder: path };
    } catch (error) {
      prepared.dispose();
      throw error;
    }
  }

  /** Takes the folder first, so that nobody else goes on with the run meanwhile. */
  private async goOn(path: string, info: RunInfo, prepare: () => Promise<PreparedRun>): Promise<StartedRun> {
    const folder = RunFolder.reopen(path, info);
    let prepared: PreparedRun | undefined;
    try {
      // Another process may have finished it since.
      await refuseFinished(path);
      prepared = await prepare();
      if (prepared.info.data.fingerprint !== info.data.fingerprint) {
        throw new UserError(
          `The data set ${info.data.name} is not what it was when ${info.name} started: images or labels have changed. ` +
            'Put the original data back, or start a new search.',
        );
      }
      const host = this.hostIn(folder, prepared);
      const opened = continueRun(prepared.work, folder, host);
      this.running = this.run({ ...opened, host, folder, prepared, settings: settingsOf(info) });
      return { info, folder: path };
    } catch (error) {
      prepared?.dispose();
      folder.close();
      throw error;
    }
  }

  private hostIn(folder: RunFolder, { saveIntervalMs }: PreparedRun): RunHost {
    const emit = (record: RunRecord): void => {
      folder.write(record);
      this.tell(record);
    };
    return {
      folder: folder.path,
      control: this.control,
      emit,
      saver: new StateSaver(folder, saveIntervalMs, emit),
      beat: (withinMs) => this.listener.beat?.(withinMs),
    };
  }

  private async run({ loop, probe, host, folder, prepared, settings }: RunAtHand): Promise<void> {
    let last: RunRecord;
    try {
      host.emit(loop.status('preparing'));
      // Whoever asked hears that the run begins before the probe blocks this process.
      await new Promise((resolve) => setImmediate(resolve));
      host.beat(PREPARATION_LIMIT_MS);
      if (!this.control.stopping) host.emit(await probe());
      const state = await loop.run();
      // A stop does not wait for the disk, but says what could not be saved.
      last = loop.status(state, host.saver.settle());
    } catch (error) {
      if (!(error instanceof UserError) && error instanceof Error)
        this.listener.log('error', error.stack ?? error.message);
      last = loop.status('failed', failureSentence(error, settings));
    } finally {
      prepared.dispose();
    }
    try {
      folder.write(last);
      folder.close();
    } catch (error) {
      // The disk may be the very reason why the search failed.
      this.listener.log('error', messageOf(error));
    }
    this.listener.beat?.(null);
    this.tell(last);
  }

  private tell(record: RunRecord): void {
    if (record.kind === 'status') this.current = record.state;
    this.listener.record(record);
  }
}

async function refuseFinished(path: string): Promise<void> {
  if ((await readRunStatus(path))?.state === 'finished') throw new AlreadyFinished(path);
}

/** A run whose folder is this process's own. */
interface RunAtHand extends OpenedRun {
  readonly host: RunHost;
  readonly folder: RunFolder;
  readonly prepared: PreparedRun;
  readonly settings: SizeSettings;
}
