import { fork } from 'node:child_process';
import type { ChildProcess, Serializable } from 'node:child_process';
import { once } from 'node:events';

import * as v from 'valibot';
import { onTestFinished } from 'vitest';

import type { RunRecord } from '../../../src-core/runs/records';
import { TrainerEventSchema } from '../../../src-core/trainer/protocol';
import type { TrainerCommand, TrainerEvent } from '../../../src-core/trainer/protocol';

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type Answer = Extract<TrainerEvent, { type: 'reply' | 'error' }>;

/** A supervisor as small as can be: forks a trainer, checks all it says and pairs replies with commands. */
export class TrainerClient {
  readonly events: TrainerEvent[] = [];
  private readonly process: ChildProcess;
  private readonly listeners = new Set<() => void>();
  private seq = 0;

  constructor(bundle: string) {
    this.process = fork(bundle, ['--supervised'], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.process.on('message', (message) => {
      this.events.push(v.parse(TrainerEventSchema, message));
      for (const listener of this.listeners) listener();
    });
    onTestFinished(() => {
      this.process.kill('SIGKILL');
    });
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  get records(): RunRecord[] {
    return this.events.flatMap((event) => (event.type === 'records' ? event.records : []));
  }

  /** Sends a command and waits for its answer. */
  async ask(command: Without<TrainerCommand, 'seq'>): Promise<Answer> {
    const seq = this.seq++;
    this.sendRaw({ ...command, seq });
    return this.until((event): event is Answer => 'seq' in event && event.seq === seq);
  }

  /** Sends whatever it is given. */
  sendRaw(message: Serializable): void {
    this.process.send(message);
  }

  /** The first event, past or to come, for which `matches` holds. */
  async until<E extends TrainerEvent>(matches: (event: TrainerEvent) => event is E): Promise<E> {
    for (;;) {
      const found = this.events.find(matches);
      if (found) return found;
      await this.news();
    }
  }

  /** Waits until the records, past and to come, satisfy `holds`. */
  async untilRecords(holds: (records: readonly RunRecord[]) => boolean): Promise<void> {
    while (!holds(this.records)) await this.news();
  }

  disconnect(): void {
    this.process.disconnect();
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** Exit code and signal, once the process has ended. */
  async exit(): Promise<{ readonly code: number | null; readonly signal: string | null }> {
    const { exitCode, signalCode } = this.process;
    if (exitCode !== null || signalCode !== null) return { code: exitCode, signal: signalCode };
    const [code, signal] = (await once(this.process, 'exit')) as [number | null, string | null];
    return { code, signal };
  }

  private async news(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const exited = (): void => {
        reject(new Error(`The trainer ended. Its last words: ${JSON.stringify(this.events.slice(-3))}`));
      };
      const heard = (): void => {
        this.listeners.delete(heard);
        this.process.off('exit', exited);
        resolve();
      };
      this.listeners.add(heard);
      this.process.once('exit', exited);
    });
  }
}
