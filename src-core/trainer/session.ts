import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';

import type { DataSource, DatasetPreview } from '../data/dataset-facts';
import { openDataset } from '../data/open-dataset';
import { previewOf } from '../data/preview';
import { isFinal } from '../runs/records';
import type { RunRecord, RunState } from '../runs/records';
import { RunFolder, folderTaken } from '../runs/run-folder';
import type { RunInfo } from '../runs/run-info';
import type { SearchConfig } from '../search/config';
import { RunControl } from '../search/run-control';
import { SearchLoop } from '../search/search-loop';
import { UserError, messageOf } from '../user-error';
import type { Compute } from './compute';
import { failureSentence } from './failure-sentence';
import { prepareSearch } from './prepare-search';

/** What to search, and where to write it. */
export interface SearchRequest {
  readonly source: DataSource;
  readonly config: SearchConfig;
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
  async start(request: SearchRequest): Promise<StartedRun> {
    if (this.current !== 'idle') {
      throw new UserError('This trainer has its search already; another search needs another trainer.');
    }
    this.current = 'preparing';
    this.starting = this.begin(request);
    try {
      return await this.starting;
    } catch (error) {
      this.control.end();
      this.control = new RunControl();
      this.current = 'idle';
      throw new UserError(failureSentence(error, request.config), { cause: error });
    }
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

  private requireLive(command: string, already?: RunState): void {
    if (this.current === 'idle') throw new UserError(`There is no search to ${command}; start one first.`);
    if (this.current === already) throw new UserError(`The search is ${already} already.`);
    if (isFinal(this.current)) {
      throw new UserError(`There is nothing to ${command}: the search has ended (${this.current}).`);
    }
  }

  private async begin({ source, config, out }: SearchRequest): Promise<StartedRun> {
    const path = resolve(out);
    if (existsSync(path)) throw folderTaken(path);
    const prepared = await prepareSearch(source, config, this.compute);
    const info: RunInfo = { ...prepared.info, name: basename(path), created: new Date().toISOString() };
    let folder: RunFolder;
    try {
      folder = RunFolder.create(path, info);
    } catch (error) {
      prepared.parts.executor.dispose();
      throw error;
    }
    const loop = new SearchLoop({
      ...prepared.parts,
      control: this.control,
      emit: (record) => {
        folder.write(record);
        this.tell(record);
      },
    });
    this.running = this.run(loop, folder, config).finally(() => {
      prepared.parts.executor.dispose();
    });
    return { info, folder: folder.path };
  }

  private async run(loop: SearchLoop, folder: RunFolder, config: SearchConfig): Promise<void> {
    let last: RunRecord;
    try {
      const preparing = loop.status('preparing');
      folder.write(preparing);
      this.tell(preparing);
      last = loop.status(await loop.run());
    } catch (error) {
      if (!(error instanceof UserError) && error instanceof Error)
        this.listener.log('error', error.stack ?? error.message);
      last = loop.status('failed', failureSentence(error, config));
    }
    try {
      folder.write(last);
      folder.close();
    } catch (error) {
      // The disk may be the very reason why the search failed.
      this.listener.log('error', messageOf(error));
    }
    this.tell(last);
  }

  private tell(record: RunRecord): void {
    if (record.kind === 'status') this.current = record.state;
    this.listener.record(record);
  }
}
