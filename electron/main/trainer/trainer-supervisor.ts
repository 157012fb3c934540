import type { DatasetPreview, DataSource } from '../../../src-core/data/dataset-facts';
import type { RunRecord, StatusRecord } from '../../../src-core/runs/records';
import { settingsOf, type RunInfo } from '../../../src-core/runs/run-info';
import type { SearchConfig } from '../../../src-core/search/config';
import { UserError, messageOf } from '../../../src-core/user-error';
import type { TrainerState, Trouble, TroubleCause, TroubleRemedy } from '../../contract';
import { canContinue } from '../can-continue';
import { askForPreview, askToBegin, askToSteer, patienceFor } from './ask-trainer';
import { LiveRun } from './live-run';
import { decideRemedy } from './restart-policy';
import { describeExit, type TrainerExit } from './trainer-exit';
import { TrainerAtHand } from './trainer-at-hand';
import type { TrainerCommandLine } from './trainer-location';
import type { TrainerProcess, TrainerRequest } from './trainer-process';
import { causeOfMessage } from './trouble-cause';

/** What the supervisor tells. */
export interface SupervisorListener {
  onState(state: TrainerState): void;
  /** Records for a window that has been shown the run. */
  onRecords(id: string, records: readonly RunRecord[]): void;
  /** What the live run tells, whether a window looks or not. */
  onTold(id: string, records: readonly RunRecord[]): void;
  /** What befell the live run; null when it is over. */
  onTrouble(trouble: Trouble | null): void;
  /** The live run goes on from a checkpoint, its log cut to it. */
  onReopened(id: string): void;
  onLog(level: 'info' | 'warn' | 'error', line: string): void;
}

/** What a retraining is started with. */
export type Retraining = Omit<Extract<TrainerRequest, { readonly type: 'retrain' }>, 'type'>;

/** The live run, and what is known of it besides its records. */
interface Live {
  readonly run: LiveRun;
  /** Null until the trainer has begun; before, whoever asked for it is told what went wrong. */
  info: RunInfo | null;
  /** When it lost a trainer, in milliseconds since this process began: the system's clock may be set back. */
  readonly crashes: readonly number[];
}

/**
 * Keeps one trainer at hand. A trainer serves one run; after it the next one is forked. A run that loses its trainer is
 * continued from its newest checkpoint by another one, as `decideRemedy` says. Without a run, the next trainer after a crash
 * is forked at the next request, so that a trainer that cannot live does not start over and over.
 */
export class TrainerSupervisor {
  private readonly hand: TrainerAtHand;
  private live: Live | null = null;
  /** While a run is being brought back after a loss; never rejects. */
  private reviving: Promise<void> | null = null;
  private lastTrouble: Trouble | null = null;

  constructor(
    commandLine: TrainerCommandLine,
    private readonly listener: SupervisorListener,
  ) {
    // Until the trainer has begun, whoever waits for it has a limit.
    this.hand = new TrainerAtHand(commandLine, () => this.live !== null && this.live.info !== null, {
      onState: (state) => listener.onState(state),
      onRecords: (records) => this.accept(records),
      onCrash: (exit, cause) => this.crashed(exit, cause),
      onLog: (level, line) => listener.onLog(level, line),
    });
  }

  get state(): TrainerState {
    return this.hand.state;
  }

  /** The run being written now. */
  get liveRun(): LiveRun | null {
    return this.live?.run ?? null;
  }

  /** What is fixed about the live run; null until its trainer has begun. */
  get liveInfo(): RunInfo | null {
    return this.live?.info ?? null;
  }

  /** What befell the live run last; null when nothing did. */
  get trouble(): Trouble | null {
    return this.lastTrouble;
  }

  /** The trainer's process while there is one. */
  get pid(): number | undefined {
    return this.hand.process?.pid;
  }

  /** A trainer at hand, forked when there is none. */
  ensureTrainer(): Promise<TrainerProcess> {
    return this.hand.ensure();
  }

  /** Reads a data set and describes it. */
  async inspect(source: DataSource): Promise<DatasetPreview> {
    return askForPreview(await this.hand.ensure(), source);
  }

  /**
   * Starts a search that writes the run folder `out`.
   * @throws UserError while another run is live
   */
  startSearch(source: DataSource, config: SearchConfig, out: string): Promise<LiveRun> {
    return this.start({ type: 'start', source, config, out }, out);
  }

  /**
   * Starts training the network of a genotype.
   * @throws UserError while another run is live
   */
  startRetraining(request: Retraining): Promise<LiveRun> {
    return this.start({ type: 'retrain', ...request }, request.out);
  }

  /**
   * Continues an interrupted or stopped run from its newest checkpoint.
   * @throws UserError while another run is live, and when this one cannot be continued
   */
  continueRun(folder: string): Promise<LiveRun> {
    return this.start({ type: 'continue', folder }, folder);
  }

  /** Holds the run; resolves once nothing computes any more. */
  pause(): Promise<void> {
    return this.steer('pause');
  }

  /** Goes on with a paused run. */
  resume(): Promise<void> {
    return this.steer('resume');
  }

  /** Ends the run; resolves once its folder is closed. */
  stop(): Promise<void> {
    return this.steer('stop');
  }

  /** Saves a live run, ends the trainer and forks no other. */
  close(): Promise<void> {
    return this.hand.close(this.live === null ? null : this.patienceMs());
  }

  private async start(request: TrainerRequest, folder: string): Promise<LiveRun> {
    if (this.live !== null) throw new UserError('A run is live already: stop it before you start another.');
    const live = (this.live = this.newLive(folder, []));
    this.tellTrouble(null);
    try {
      await this.begin(live, request);
      return live.run;
    } catch (error) {
      if (this.live === live) this.live = null;
      throw error;
    }
  }

  private async begin(live: Live, request: TrainerRequest): Promise<void> {
    live.info = await askToBegin(await this.hand.ensure(), request);
  }

  private async steer(command: 'pause' | 'resume' | 'stop'): Promise<void> {
    await this.reviving;
    const trainer = this.hand.process;
    if (trainer === null || this.live === null) throw new UserError('No search is running.');
    await askToSteer(trainer, command, this.patienceMs());
  }

  private accept(records: readonly RunRecord[]): void {
    const { live } = this;
    if (live === null) return;
    const { run } = live;
    this.show(run, records);
    if (run.status === null || !run.ended) return;
    const lastLines = this.hand.process?.lastWords ?? [];
    this.hand.retire();
    const message = run.status.state === 'failed' ? run.status.message : null;
    const cause = message === null ? null : causeOfMessage(message);
    if (message !== null && cause !== null) return this.lose(live, cause, message, lastLines);
    this.live = null;
    void this.hand.ensure().catch((error: unknown) => {
      // Only while the app closes.
      this.listener.onLog('info', `no new trainer: ${String(error)}`);
    });
  }

  private crashed(exit: TrainerExit, cause: TroubleCause): void {
    const { live } = this;
    if (live === null) return;
    if (live.info !== null || this.reviving !== null) return this.lose(live, cause, describeExit(exit), exit.lastWords);
    // Whoever started it is told by the rejected request.
    this.live = null;
  }

  /** The live run has no trainer any more. */
  private lose(live: Live, cause: TroubleCause, message: string, lastLines: readonly string[]): void {
    const { run } = live;
    const batchSize = live.info === null ? 1 : settingsOf(live.info).batchSize;
    const crashes = [...live.crashes, performance.now()];
    const remedy = decideRemedy({
      cause,
      crashes,
      resumable: canContinue(run.folder, run.status?.epoch ?? 0),
      batchSize,
    });
    const trouble: Trouble = { runId: run.id, cause, message, lastLines, remedy, time: Date.now() };
    this.tellTrouble(trouble);
    if (remedy.kind !== 'restarting') {
      this.live = null;
      if (run.status !== null) this.show(run, [ended(run.status, 'failed', message)]);
      return;
    }
    const held = run.status?.state === 'paused';
    if (run.status !== null) this.show(run, [ended(run.status, 'preparing', message)]);
    const revived = (this.live = this.newLive(run.folder, crashes));
    const reviving = this.revive(revived, trouble, held).finally(() => {
      if (this.reviving === reviving) this.reviving = null;
    });
    this.reviving = reviving;
  }

  /** Continues a run with a new trainer. When that one is lost, too, `lose` decides anew. */
  private async revive(live: Live, trouble: Trouble, held: boolean): Promise<void> {
    try {
      await this.begin(live, { type: 'continue', folder: live.run.folder });
      const trainer = this.hand.process;
      if (held && trainer !== null) await askToSteer(trainer, 'pause', this.patienceMs());
      this.listener.onReopened(live.run.id);
      this.tellTrouble({ ...trouble, remedy: { kind: 'recovered' } });
    } catch (error) {
      // A trainer that has crashed has told so by the next turn.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.live !== live || this.hand.isClosed) return;
      this.live = null;
      const remedy: TroubleRemedy = { kind: 'ask', crashes: live.crashes.length };
      this.tellTrouble({ ...trouble, message: `${trouble.message} ${messageOf(error)}`, remedy });
    }
  }

  private newLive(folder: string, crashes: readonly number[]): Live {
    const run = new LiveRun(folder, (records) => this.listener.onRecords(run.id, records));
    return { run, info: null, crashes };
  }

  private show(run: LiveRun, records: readonly RunRecord[]): void {
    run.accept(records);
    this.listener.onTold(run.id, records);
  }

  private tellTrouble(trouble: Trouble | null): void {
    if (trouble === null && this.lastTrouble === null) return;
    this.lastTrouble = trouble;
    this.listener.onTrouble(trouble);
  }

  private patienceMs(): number {
    return patienceFor(this.live?.run.status?.stepMs ?? null);
  }
}

/** What the trainer could not say any more. The run folder tells the same when it is read (runs/read-run.ts). */
function ended(status: StatusRecord, state: 'failed' | 'preparing', message: string): StatusRecord {
  // Not before what the trainer said, even when the clock has been set back since.
  return { ...status, state, etaSeconds: null, message, time: Math.max(status.time, Date.now()) };
}
