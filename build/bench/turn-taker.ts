import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import * as v from 'valibot';

import { CannotRun } from './cannot-run';
import { makeFirstVictim } from './first-victim';

const StepAnswerSchema = v.object({
  /** How long the step took. */
  seconds: v.number(),
  /** The most memory that the process has had resident. */
  peakMb: v.number(),
  /** Our own worker tells with its first answer how long it built the step before running it. */
  buildSeconds: v.optional(v.number()),
  /** And how many floating-point operations a step takes (see `stepFlops`). */
  flops: v.optional(v.number()),
  neededFlops: v.optional(v.number()),
});

/** What a program answers after a step, and the processor time that it took on all cores; NaN where the system does not tell. */
export type StepAnswer = v.InferOutput<typeof StepAnswerSchema> & { readonly processorSeconds: number };

/** The unit in which Linux tells processor time. */
const TICKS_A_SECOND = 100;

/** A program that runs one step for each line it is sent, and answers each with one line of JSON. */
export class TurnTaker {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private readonly exited: Promise<string>;
  private errors = '';

  constructor(
    private readonly name: string,
    command: readonly string[],
    environment: NodeJS.ProcessEnv = process.env,
  ) {
    const [program = '', ...args] = command;
    this.child = spawn(program, args, { env: environment });
    makeFirstVictim(this.child.pid);
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    this.child.stderr.on('data', (text: Buffer) => (this.errors = (this.errors + text.toString()).slice(-4_000)));
    // A program that ended is told of by its exit, not by the pipe that then breaks.
    this.child.stdin.on('error', () => undefined);
    this.exited = new Promise((resolve) => {
      this.child.on('error', (error) => resolve(error.message));
      this.child.on('close', (code, signal) => resolve(`it ended with ${signal ?? `exit code ${code ?? '?'}`}`));
    });
  }

  /**
   * Lets the program run one step.
   *
   * @throws CannotRun when it ends instead, or answers something else
   */
  async step(): Promise<StepAnswer> {
    const before = this.processorSeconds();
    this.child.stdin.write('\n');
    const line = await this.lines.next();
    if (line.done === true) throw new CannotRun(`${this.name}: ${await this.exited}${this.lastError()}`);
    try {
      const answer = v.parse(StepAnswerSchema, JSON.parse(line.value));
      return { ...answer, processorSeconds: this.processorSeconds() - before };
    } catch {
      throw new CannotRun(`${this.name} answered "${line.value.slice(0, 200)}" where a line of JSON was due`);
    }
  }

  /** Memory that the program holds while it waits; 0 where the system does not tell. */
  restingMb(): number {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(this.fromSystem('status'))?.[1] ?? 0) / 1024;
  }

  /** Lets the program end, and waits for it. */
  async close(): Promise<void> {
    this.child.stdin.end();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 20_000);
    await this.exited;
    clearTimeout(timer);
  }

  private processorSeconds(): number {
    // After the program's name in brackets: state, parent, ... with user and system time in 12th and 13th place.
    const fields = this.fromSystem('stat').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
  }

  private fromSystem(file: 'status' | 'stat'): string {
    try {
      return readFileSync(`/proc/${this.child.pid ?? 0}/${file}`, 'utf8');
    } catch {
      return '';
    }
  }

  private lastError(): string {
    const last = this.errors.trim().split('\n').at(-1);
    return last ? ` (${last})` : '';
  }
}
