import type { RunRecord } from '../../../src-core/runs/records';
import { UserError } from '../../../src-core/user-error';
import type { TrainerState, TroubleCause } from '../../contract';
import { HangWatch, LOOK_INTERVAL_MS } from './hang-watch';
import { countKernelKills } from './kernel-kills';
import { describeExit, type TrainerExit } from './trainer-exit';
import type { TrainerCommandLine } from './trainer-location';
import { TrainerProcess } from './trainer-process';
import { causeOfExit } from './trouble-cause';

/** A trainer with nothing to save. */
const IDLE_SHUTDOWN_MS = 5_000;

/** Who hears of the trainer at hand; of one that was retired, nobody does. */
export interface TrainerHandListener {
  onState(state: TrainerState): void;
  onRecords(records: readonly RunRecord[]): void;
  /** It has ended without being asked to. */
  onCrash(exit: TrainerExit, cause: TroubleCause): void;
  onLog(level: 'info' | 'warn' | 'error', line: string): void;
}

/** One trainer process at hand: forked when it is needed, watched for hangs, replaced by the next one. */
export class TrainerAtHand {
  private current: TrainerState = { kind: 'starting' };
  private trainer: TrainerProcess | null = null;
  /** The trainer before, until it is gone: two at once would share the device. */
  private retiring: Promise<unknown> = Promise.resolve();
  private hangWatch = new HangWatch();
  private readonly looks: NodeJS.Timeout;
  private closed = false;

  /** @param isComputing whether silence counts now */
  constructor(
    private readonly commandLine: TrainerCommandLine,
    private readonly isComputing: () => boolean,
    private readonly listener: TrainerHandListener,
  ) {
    this.looks = setInterval(() => this.look(), LOOK_INTERVAL_MS).unref();
  }

  get state(): TrainerState {
    return this.current;
  }

  /** The process, while there is one. */
  get process(): TrainerProcess | null {
    return this.trainer;
  }

  /** Whether the app is closing, and no trainer is forked any more. */
  get isClosed(): boolean {
    return this.closed;
  }

  /**
   * The trainer, forked when there is none.
   * @throws UserError while the app closes
   */
  async ensure(): Promise<TrainerProcess> {
    await this.retiring;
    if (this.closed) throw new UserError('The app is closing.');
    return (this.trainer ??= this.fork());
  }

  /** Lets go of a trainer that has done its run. */
  retire(): void {
    if (this.trainer === null) return;
    this.retiring = this.trainer.shutDown(IDLE_SHUTDOWN_MS);
    this.trainer = null;
  }

  /**
   * Ends the trainer and forks no other.
   * @param deadlineMs how long it may take to save; null when it has nothing to
   */
  async close(deadlineMs: number | null): Promise<void> {
    this.closed = true;
    clearInterval(this.looks);
    await this.retiring;
    await this.trainer?.shutDown(deadlineMs ?? IDLE_SHUTDOWN_MS);
  }

  private fork(): TrainerProcess {
    this.enter({ kind: 'starting' });
    this.hangWatch = new HangWatch();
    const kills = countKernelKills();
    const ifAtHand = (act: () => void): void => {
      if (this.trainer === trainer) act();
    };
    const trainer = new TrainerProcess(this.commandLine, {
      onDevice: (device) => this.enter({ kind: 'ready', device }),
      onRecords: (records) => ifAtHand(() => this.listener.onRecords(records)),
      onAlive: (withinMs) => ifAtHand(() => this.hangWatch.heard(withinMs)),
      onLog: (level, line) => this.listener.onLog(level, line),
    });
    void trainer.exited.then((exit) => {
      ifAtHand(() => {
        this.trainer = null;
        if (exit.asked) return;
        this.enter({ kind: 'crashed', message: describeExit(exit) });
        this.listener.onCrash(exit, causeOfExit(exit, kills !== countKernelKills()));
      });
    });
    return trainer;
  }

  private look(): void {
    if (this.trainer === null || !this.isComputing() || !this.hangWatch.look(performance.now())) return;
    this.trainer.kill(`has been silent for more than ${Math.round(this.hangWatch.limitMs / 1_000)} seconds`);
  }

  private enter(state: TrainerState): void {
    this.current = state;
    this.listener.onState(state);
  }
}
