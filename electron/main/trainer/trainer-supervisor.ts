import type { DatasetPreview, DataSource } from '../../../src-core/data/dataset-facts';
import type { RunRecord, StatusRecord } from '../../../src-core/runs/records';
import type { SearchConfig } from '../../../src-core/search/config';
import { UserError } from '../../../src-core/user-error';
import type { TrainerState } from '../../contract';
import { LiveRun } from './live-run';
import { describeExit } from './trainer-exit';
import type { TrainerCommandLine } from './trainer-location';
import { TrainerProcess, TrainerTimeout, type TrainerRequest } from './trainer-process';

/** Reading a large data set from a slow disk. */
const INSPECT_TIMEOUT_MS = 180_000;
/** Reading the data set and loading TensorFlow. */
const START_TIMEOUT_MS = 300_000;
/** A trainer with nothing to save. */
const IDLE_SHUTDOWN_MS = 5_000;
/** Before any step time is known: building the network and its first step are slow. */
const LEAST_PATIENCE_MS = 60_000;
/** A command is read between two steps, so a hang shows only after several steps' time. */
const PATIENCE_STEPS = 5;

/** What the supervisor tells. */
export interface SupervisorListener {
  onState(state: TrainerState): void;
  onRecords(id: string, records: readonly RunRecord[]): void;
  onLog(level: 'info' | 'warn' | 'error', line: string): void;
}

/**
 * Keeps one trainer at hand. A trainer serves one search; after it, or after a crash, the next one is forked: at once
 * after a search that ended by itself, at the next request after a crash, so that a trainer that cannot live does not
 * start over and over.
 */
export class TrainerSupervisor {
  private current: TrainerState = { kind: 'starting' };
  private trainer: TrainerProcess | null = null;
  /** The trainer before, until it is gone: two at once would share the device. */
  private retiring: Promise<unknown> = Promise.resolve();
  private run: LiveRun | null = null;
  private closed = false;

  constructor(
    private readonly commandLine: TrainerCommandLine,
    private readonly listener: SupervisorListener,
  ) {}

  get state(): TrainerState {
    return this.current;
  }

  /** The run being written now. */
  get liveRun(): LiveRun | null {
    return this.run;
  }

  /** A trainer at hand, forked when there is none. */
  async ensureTrainer(): Promise<TrainerProcess> {
    await this.retiring;
    if (this.closed) throw new UserError('The app is closing.');
    return (this.trainer ??= this.fork());
  }

  /** Reads a data set and describes it. */
  async inspect(source: DataSource): Promise<DatasetPreview> {
    const trainer = await this.ensureTrainer();
    const reply = await trainer.request({ type: 'inspect', source }, INSPECT_TIMEOUT_MS);
    if (reply.type !== 'preview') throw unexpected('inspect', reply.type);
    return reply.preview;
  }

  /**
   * Starts a search that writes the run folder `out`.
   * @throws UserError while another one is live
   */
  async startSearch(source: DataSource, config: SearchConfig, out: string): Promise<LiveRun> {
    if (this.run !== null) throw new UserError('A search is running already: stop it before you start another.');
    const run = new LiveRun(out, (records) => this.listener.onRecords(run.id, records));
    this.run = run;
    try {
      const trainer = await this.ensureTrainer();
      const reply = await trainer.request({ type: 'start', source, config, out }, START_TIMEOUT_MS);
      if (reply.type !== 'run') throw unexpected('start', reply.type);
      return run;
    } catch (error) {
      if (this.run === run) this.run = null;
      if (error instanceof TrainerTimeout) this.trainer?.kill('did not start the search in time');
      throw error;
    }
  }

  /** Holds the search; resolves once nothing computes any more. */
  pause(): Promise<void> {
    return this.ask({ type: 'pause' });
  }

  /** Goes on with a paused search. */
  resume(): Promise<void> {
    return this.ask({ type: 'resume' });
  }

  /** Ends the search; resolves once its run folder is closed. */
  stop(): Promise<void> {
    return this.ask({ type: 'stop' });
  }

  /** Saves a live search, ends the trainer and forks no other. */
  async close(): Promise<void> {
    this.closed = true;
    const deadline = this.run === null ? IDLE_SHUTDOWN_MS : this.patienceMs();
    await this.retiring;
    await this.trainer?.shutDown(deadline);
  }

  private async ask(request: TrainerRequest): Promise<void> {
    const { trainer, run } = this;
    if (trainer === null || run === null) throw new UserError('No search is running.');
    try {
      await trainer.request(request, this.patienceMs());
    } catch (error) {
      if (request.type === 'stop' && error instanceof TrainerTimeout) trainer.kill('did not stop in time');
      throw error;
    }
  }

  private fork(): TrainerProcess {
    this.enter({ kind: 'starting' });
    const trainer = new TrainerProcess(this.commandLine, {
      onDevice: (device) => this.enter({ kind: 'ready', device }),
      onRecords: (records) => this.accept(trainer, records),
      onLog: (level, line) => this.listener.onLog(level, line),
    });
    void trainer.exited.then((exit) => {
      if (this.trainer !== trainer) return;
      this.trainer = null;
      if (!exit.asked) this.crashed(describeExit(exit));
    });
    return trainer;
  }

  private accept(trainer: TrainerProcess, records: readonly RunRecord[]): void {
    if (this.trainer !== trainer || this.run === null) return;
    this.run.accept(records);
    if (this.run.ended) this.replace(trainer);
  }

  /** The search is over, and its trainer with it. */
  private replace(trainer: TrainerProcess): void {
    this.run = null;
    this.trainer = null;
    this.retiring = trainer.shutDown(IDLE_SHUTDOWN_MS);
    void this.ensureTrainer().catch((error: unknown) => {
      // Only while the app closes.
      this.listener.onLog('info', `no new trainer: ${String(error)}`);
    });
  }

  private crashed(message: string): void {
    const { run } = this;
    this.run = null;
    this.enter({ kind: 'crashed', message });
    if (run?.status) run.accept([failed(run.status, message)]);
  }

  private enter(state: TrainerState): void {
    this.current = state;
    this.listener.onState(state);
  }

  private patienceMs(): number {
    return Math.max(LEAST_PATIENCE_MS, PATIENCE_STEPS * (this.run?.status?.stepMs ?? 0));
  }
}

/** What the trainer could not say any more. The run folder tells the same when it is read (runs/read-run.ts). */
function failed(status: StatusRecord, message: string): StatusRecord {
  return { ...status, state: 'failed', etaSeconds: null, message, time: Date.now() };
}

function unexpected(request: string, reply: string): Error {
  return new Error(`The trainer answered "${request}" with "${reply}".`);
}
