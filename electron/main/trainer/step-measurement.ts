import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { isFinal, type RunRecord } from '../../../src-core/runs/records';
import type { RunInfo } from '../../../src-core/runs/run-info';
import { UserError } from '../../../src-core/user-error';
import type { StepCost } from '../device/measurements';
import { processUsage } from '../device/proc-files';
import { describeExit } from './trainer-exit';
import type { TrainerCommandLine } from './trainer-location';
import { TrainerProcess, type TrainerRequest } from './trainer-process';

type Begin = Extract<TrainerRequest, { readonly type: 'start' | 'retrain' }>;
/** A run to be measured: where it is written is no matter. */
export type Measured = Begin extends infer B ? (B extends Begin ? Omit<B, 'out'> : never) : never;

/** The first step builds and optimises; those after it tell. */
const STEPS = 4;
const LIMIT_MS = 10 * 60_000;

/**
 * A few steps of a search or a retraining by a trainer of their own, in a folder that is thrown away. The trainer ends with it, so that
 * nothing of it is in the way of the run itself.
 */
export class StepMeasurement {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'dartboard-measure-'));
  private readonly records: RunRecord[] = [];
  private readonly trainer: TrainerProcess;
  private enough: () => void = () => undefined;

  constructor(command: TrainerCommandLine, onLog: (level: 'info' | 'warn' | 'error', line: string) => void) {
    this.trainer = new TrainerProcess(command, {
      onDevice: () => undefined,
      onAlive: () => undefined,
      onRecords: (records) => this.accept(records),
      onLog,
    });
  }

  /**
   * Measures; to be called once.
   * @returns what was measured, on the device and the data of which `info` tells
   * @throws UserError when the run cannot start, fails, or `abort` was called
   */
  async measure(begin: Measured): Promise<StepCost & { readonly info: RunInfo }> {
    const out = path.join(this.folder, 'run');
    try {
      const enough = new Promise<void>((resolve) => (this.enough = resolve));
      const gone = this.trainer.exited.then((exit) => Promise.reject(new UserError(describeExit(exit))));
      const reply = await this.trainer.request({ ...begin, out }, LIMIT_MS);
      if (reply.type !== 'run') throw new Error(`The trainer answered "${begin.type}" with "${reply.type}".`);
      await Promise.race([enough, gone, timeout(LIMIT_MS)]);
      const usage = this.trainer.pid === undefined ? null : await processUsage(this.trainer.pid);
      if (!this.over) await this.trainer.request({ type: 'stop' }, LIMIT_MS);
      return {
        info: reply.info,
        stepMs: this.stepMs(),
        peakMemory: usage?.peakMemory ?? null,
        stateBytes: this.stateBytes(),
      };
    } finally {
      this.trainer.kill('has measured enough');
      await this.trainer.exited;
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  /** Ends it at once: the search is about to start, or the app to close. */
  abort(): void {
    this.trainer.kill('was measuring for something that is not wanted any more');
  }

  private get over(): boolean {
    return this.records.some((record) => record.kind === 'status' && isFinal(record.state));
  }

  private accept(records: readonly RunRecord[]): void {
    this.records.push(...records);
    if (this.over || this.records.filter(({ kind }) => kind === 'step').length >= STEPS) this.enough();
  }

  /** The middle one of the steps after the first, or the first when there is no other. */
  private stepMs(): number {
    const all = this.records.flatMap((record) => (record.kind === 'step' ? [record.stepMs] : []));
    const warm = (all.length > 1 ? all.slice(1) : all).sort((a, b) => a - b);
    const middle = warm[Math.floor((warm.length - 1) / 2)];
    if (middle !== undefined) return middle;
    const failed = this.records.find((record) => record.kind === 'status' && record.state === 'failed');
    throw new UserError((failed?.kind === 'status' && failed.message) || 'It ended before its first step.');
  }

  private stateBytes(): number {
    const saved = this.records.flatMap((record) => (record.kind === 'checkpoint' ? [record.bytes] : []));
    const last = saved[saved.length - 1];
    if (last === undefined) throw new UserError('The steps could not be measured: their state was not saved.');
    return last;
  }
}

function timeout(limitMs: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new UserError(`No step was done in ${limitMs / 60_000} minutes.`)), limitMs).unref();
  });
}
