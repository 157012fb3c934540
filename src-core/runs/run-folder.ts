import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

import { genotypeToJson } from '../space/genotype-text';
import { UserError } from '../user-error';
import { errorCode, fileError, isDiskRefusal } from '../file-errors';
import { makeParents } from '../make-parents';
import { cutAfter, readWholeFile } from './metrics-log';
import type { CutLog } from './metrics-log';
import type { RunRecord, StatusRecord } from './records';
import { RUN_FILES } from './run-files';
import type { RunInfo } from './run-info';
import { releaseRun, takeRun } from './run-lock';
import { writeFileAtomically, writeFully } from './write-file-atomically';

/** Time between two writes of `status.json` while nothing but the progress changes. */
const STATUS_INTERVAL_MS = 1_000;

/**
 * The writing side of a run folder, which one process at a time owns. What the disk refuses for now (it is full, fails or
 * is write-protected) is kept until `settle` succeeds; any other failure is thrown.
 */
export class RunFolder {
  private status: StatusRecord | null = null;
  private savedStatus: StatusRecord | null = null;
  /** Lines of the log that are not on the disk yet, the first one perhaps in part. */
  private waiting: Buffer[] = [];
  /** Contents that small files should have, by name. */
  private readonly files = new Map<string, string>();
  private unflushed = false;

  private constructor(
    readonly path: string,
    private readonly name: string,
    private readonly metrics: number,
  ) {}

  /**
   * Makes the folder, which must not exist yet; parents are made as needed.
   * @throws UserError when it exists or cannot be written
   */
  static create(path: string, info: RunInfo): RunFolder {
    const folder = resolve(path);
    makeParents(folder);
    try {
      mkdirSync(folder);
    } catch (error) {
      throw errorCode(error) === 'EEXIST'
        ? folderTaken(folder)
        : fileError('Cannot make the run folder', folder, error);
    }
    try {
      takeRun(folder);
      writeFileAtomically(join(folder, RUN_FILES.info), toJson(info));
      return new RunFolder(folder, info.name, openSync(join(folder, RUN_FILES.metrics), 'ax+'));
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error instanceof UserError ? error : fileError('Cannot write in', folder, error);
    }
  }

  /**
   * Takes a run folder over, to go on with its run.
   * @throws UserError when another process has it, or when it cannot be written
   */
  static reopen(path: string, info: RunInfo): RunFolder {
    takeRun(path);
    const log = join(path, RUN_FILES.metrics);
    try {
      const { O_APPEND, O_RDWR, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
      const metrics = openSync(log, O_APPEND | O_RDWR | O_NOFOLLOW | O_NONBLOCK);
      if (!fstatSync(metrics).isFile()) {
        closeSync(metrics);
        throw new UserError(`${log} is not a file. Check the run folder.`);
      }
      return new RunFolder(path, info.name, metrics);
    } catch (error) {
      releaseRun(path);
      throw error instanceof UserError ? error : fileError('Cannot write', log, error);
    }
  }

  /** The log as it is on the disk. */
  readLog(): Buffer {
    return this.onMetrics((file) => readWholeFile(file));
  }

  /**
   * Cuts the log behind its first `measurements` steps, epochs and alphas, so that it tells what a checkpoint knows and no
   * more. What is cut off is kept in the ghost file first.
   */
  cutLog(measurements: number): CutLog {
    const cut = cutAfter(this.readLog(), measurements);
    if (cut.rest.length > 0) {
      const ghost = join(this.path, RUN_FILES.ghost);
      try {
        const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
        const file = openSync(ghost, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW | O_NONBLOCK, 0o666);
        try {
          writeFully(file, cut.rest);
          if (cut.rest.at(-1) !== NEW_LINE) writeFully(file, '\n');
          fsyncSync(file);
        } finally {
          closeSync(file);
        }
      } catch (error) {
        throw fileError('Cannot write', ghost, error);
      }
    }
    this.onMetrics((file) => {
      ftruncateSync(file, cut.kept.length);
      fsyncSync(file);
    });
    return cut;
  }

  /**
   * Appends a record. A status goes to `status.json` (at most once a second) and to the metrics only when its state,
   * phase or message changes.
   * @throws UserError when it cannot be written and waiting would not help
   */
  write(record: RunRecord): void {
    if (record.kind === 'status') this.noteStatus(record);
    else this.append(record);
    if (record.kind === 'epoch') this.unflushed = true;
    if (record.kind === 'alphas') {
      const source = { run: this.name, epoch: record.epoch, globalStep: record.globalStep };
      this.files.set(RUN_FILES.genotype, genotypeToJson(record.genotype, source));
    }
    this.settle();
  }

  /** As `settle`, and flushes the log to the disk. */
  flush(): UserError | null {
    this.unflushed = true;
    return this.settle();
  }

  /**
   * Tries to write what is not written yet.
   * @returns the sentence for what the disk refuses; null when all is written
   * @throws UserError when it cannot be written and waiting would not help
   */
  settle(): UserError | null {
    try {
      this.onMetrics((file) => {
        this.writeWaiting(file);
        if (this.unflushed) fsyncSync(file);
        this.unflushed = false;
      });
      for (const [name, content] of this.files) {
        writeFileAtomically(join(this.path, name), content);
        this.files.delete(name);
      }
      return null;
    } catch (error) {
      if (isDiskRefusal(error)) return error;
      throw error;
    }
  }

  /**
   * Flushes everything to the disk and gives the folder free.
   * @throws UserError when something could not be written
   */
  close(): void {
    try {
      if (this.status !== this.savedStatus && this.status !== null) this.saveStatus(this.status);
      const refused = this.flush();
      if (refused !== null) throw refused;
    } finally {
      closeSync(this.metrics);
      releaseRun(this.path);
    }
  }

  private noteStatus(status: StatusRecord): void {
    const changed =
      status.state !== this.status?.state ||
      status.phase !== this.status.phase ||
      status.message !== this.status.message;
    this.status = status;
    if (changed) this.append(status);
    // A clock may be set back.
    const since = Math.abs(status.time - (this.savedStatus?.time ?? 0));
    if (changed || since >= STATUS_INTERVAL_MS) this.saveStatus(status);
  }

  private saveStatus(status: StatusRecord): void {
    this.files.set(RUN_FILES.status, toJson(status));
    this.savedStatus = status;
  }

  private append(record: RunRecord): void {
    this.waiting.push(Buffer.from(`${JSON.stringify(record)}\n`, 'utf8'));
  }

  /** Line by line, and on after whatever part of a line the disk took before it refused the rest. */
  private writeWaiting(file: number): void {
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      const written = writeSync(file, next);
      if (written === next.length) this.waiting.shift();
      else this.waiting[0] = next.subarray(written);
    }
  }

  private onMetrics<T>(operation: (file: number) => T): T {
    try {
      return operation(this.metrics);
    } catch (error) {
      throw error instanceof UserError ? error : fileError('Cannot write', join(this.path, RUN_FILES.metrics), error);
    }
  }
}

/** The sentence for a run folder that is there already. */
export function folderTaken(path: string): UserError {
  return new UserError(`${path} exists already, and a run never overwrites anything. Choose another folder.`);
}

const NEW_LINE = 0x0a;

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
