import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

import * as v from 'valibot';

import type { RunRecord } from '../../../src-core/runs/records';
import type { Device } from '../../../src-core/runs/run-info';
import {
  TrainerEventSchema,
  type ReplyValue,
  type TrainerCommand,
  type TrainerEvent,
} from '../../../src-core/trainer/protocol';
import { UserError } from '../../../src-core/user-error';
import { describeExit, type TrainerExit } from './trainer-exit';
import type { TrainerCommandLine } from './trainer-location';
import { yieldProcessor } from './yield-processor';

const LAST_WORDS = 40;

/** A command without its number, which the process gives. */
export type TrainerRequest = TrainerCommand extends infer C
  ? C extends TrainerCommand
    ? Omit<C, 'seq'>
    : never
  : never;

/** What the trainer tells without being asked. */
export interface TrainerListener {
  onDevice(device: Device): void;
  onRecords(records: readonly RunRecord[]): void;
  /**
   * It has sent something, so it does not hang.
   *
   * @param withinMs how long it may be silent from now on, when it says so; null when it computes nothing
   */
  onAlive(withinMs?: number | null): void;
  /** One line; it names the process. */
  onLog(level: 'info' | 'warn' | 'error', line: string): void;
}

/** The trainer did not answer in time; it may be hanging. */
export class TrainerTimeout extends UserError {}

interface Pending {
  readonly resolve: (value: ReplyValue) => void;
  readonly reject: (error: Error) => void;
}

/** One trainer process: started by the constructor, asked by `request`, gone when `exited` resolves. */
export class TrainerProcess {
  /** Resolves, never rejects, when the process is gone or could not be started. */
  readonly exited: Promise<TrainerExit>;
  private readonly child: ChildProcess;
  private readonly pending = new Map<number, Pending>();
  private readonly words: string[] = [];
  private nextSeq = 0;
  private asked = false;
  private exit: TrainerExit | null = null;
  private killedFor: string | null = null;

  constructor(
    command: TrainerCommandLine,
    private readonly listener: TrainerListener,
  ) {
    this.child = spawn(command.node, [command.entry, '--supervised'], {
      env: command.environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      windowsHide: true,
      // Its own process group: a Ctrl+C in the terminal reaches main alone, which then shuts the trainer down in order.
      detached: process.platform !== 'win32',
    });
    yieldProcessor(this.child.pid);
    this.child.on('message', (message) => this.receive(message));
    this.readLines(this.child.stdout, (line) => this.log('info', line));
    this.readLines(this.child.stderr, (line) => {
      this.remember(line);
      this.log('info', line);
    });
    this.exited = this.watchExit();
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** What it wrote last on its error stream, oldest first. */
  get lastWords(): readonly string[] {
    return [...this.words];
  }

  /**
   * Sends a command and waits for its reply.
   * @throws UserError with the trainer's own sentence, when it is gone, or (TrainerTimeout) after `timeoutMs`
   */
  async request(request: TrainerRequest, timeoutMs: number): Promise<ReplyValue> {
    if (this.exit !== null) throw new UserError(describeExit(this.exit));
    const seq = this.nextSeq++;
    const reply = new Promise<ReplyValue>((resolve, reject) => this.pending.set(seq, { resolve, reject }));
    const timer = setTimeout(() => {
      const seconds = Math.round(timeoutMs / 1000);
      this.settle(seq)?.reject(new TrainerTimeout(`The trainer has not answered for ${seconds} seconds.`));
    }, timeoutMs);
    this.send({ ...request, seq });
    return reply.finally(() => clearTimeout(timer));
  }

  /** Asks the process to save and exit, and ends it by force when it has not done so after `deadlineMs`. */
  async shutDown(deadlineMs: number): Promise<TrainerExit> {
    this.asked = true;
    const timer = setTimeout(() => this.kill(`did not shut down within ${deadlineMs / 1000} seconds`), deadlineMs);
    // The exit is what counts: a process that refuses or cannot hear meets the deadline.
    this.request({ type: 'shutdown' }, deadlineMs).catch(() => undefined);
    return this.exited.finally(() => clearTimeout(timer));
  }

  /** Ends the process at once; `reason` completes "The trainer …". */
  kill(reason: string): void {
    this.killedFor ??= reason;
    this.child.kill('SIGKILL');
  }

  private send(command: TrainerCommand): void {
    // A process that cannot be sent to any more is gone or going, and its exit settles the request.
    if (this.child.connected) this.child.send(command, () => undefined);
  }

  private receive(message: unknown): void {
    const parsed = v.safeParse(TrainerEventSchema, message, { abortEarly: true });
    const event = parsed.success ? parsed.output : null;
    this.listener.onAlive(event?.type === 'heartbeat' ? (event.withinMs ?? null) : undefined);
    if (parsed.success) this.handle(parsed.output);
    else this.log('warn', `sent a message that is no event: ${parsed.issues[0].message}`);
  }

  private handle(event: TrainerEvent): void {
    switch (event.type) {
      case 'ready':
        return this.log('info', 'is ready');
      case 'heartbeat':
        return;
      case 'device':
        return this.listener.onDevice(event.device);
      case 'records':
        return this.listener.onRecords(event.records);
      case 'log':
        if (event.level === 'error') this.remember(event.message);
        return this.log(event.level, event.message);
      case 'reply':
        return this.answered(event.seq)?.resolve(event.value);
      case 'error':
        return this.answered(event.seq)?.reject(new UserError(event.message));
    }
  }

  private answered(seq: number): Pending | undefined {
    const pending = this.settle(seq);
    if (pending === undefined) this.log('warn', `answered ${seq}, which nobody waits for`);
    return pending;
  }

  private settle(seq: number): Pending | undefined {
    const pending = this.pending.get(seq);
    this.pending.delete(seq);
    return pending;
  }

  private async watchExit(): Promise<TrainerExit> {
    const ending = await new Promise<Pick<TrainerExit, 'code' | 'signal' | 'launchError'>>((resolve) => {
      // `close` rather than `exit`: the last words have been read by then.
      this.child.once('close', (code, signal) => resolve({ code, signal, launchError: null }));
      this.child.once('error', (error) => {
        if (this.child.pid === undefined) resolve({ code: null, signal: null, launchError: error.message });
      });
      // A trainer that cannot be talked to any more is of no use.
      this.child.once('disconnect', () => setTimeout(() => this.child.kill('SIGKILL'), 10_000).unref());
    });
    const { asked, killedFor } = this;
    this.exit = { ...ending, asked, killedFor, lastWords: this.lastWords };
    const sentence = describeExit(this.exit);
    for (const seq of [...this.pending.keys()]) this.settle(seq)?.reject(new UserError(sentence));
    this.log(asked ? 'info' : 'error', `is gone: ${sentence}`);
    return this.exit;
  }

  private remember(words: string): void {
    this.words.push(words.split('\n', 1)[0] ?? '');
    if (this.words.length > LAST_WORDS) this.words.shift();
  }

  private readLines(stream: Readable | null, read: (line: string) => void): void {
    if (stream !== null) createInterface({ input: stream }).on('line', read);
  }

  private log(level: 'info' | 'warn' | 'error', line: string): void {
    this.listener.onLog(level, `trainer ${this.child.pid ?? '-'}: ${line}`);
  }
}
